"""Writes the graph of a small residual network with torch.utils.tensorboard."""

import os
import sys

import torch
from torch import nn
from torch.utils.tensorboard import SummaryWriter

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(os.path.dirname(HERE)))
from expectation import remove_old_event_files, rename_event_file


class Block(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x):
        return torch.relu(x + self.conv2(torch.relu(self.conv1(x))))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(1, 8, 3, padding=1)
        self.block1 = Block(8)
        self.block2 = Block(8)
        self.head = nn.Linear(8, 10)

    def forward(self, x):
        x = self.block2(self.block1(torch.relu(self.stem(x))))
        return torch.log_softmax(self.head(x.mean((2, 3))), 1)


remove_old_event_files(HERE)
torch.manual_seed(0)
with SummaryWriter(HERE) as writer:
    writer.add_graph(Net().eval(), torch.zeros(1, 1, 8, 8))
rename_event_file(HERE)
