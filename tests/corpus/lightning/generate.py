"""Trains a tiny model with Lightning and its TensorBoardLogger: scalars, hyperparameters with a metric, an epoch."""

import os
import shutil
import sys

import lightning
import torch
from lightning.pytorch.loggers import TensorBoardLogger

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from expectation import rename_event_file

sys.path.pop(0)  # its folders have the names of libraries


class Line(lightning.LightningModule):
    def __init__(self, lr=0.05, optimizer="sgd", bias=True):
        super().__init__()
        self.save_hyperparameters()
        self.layer = torch.nn.Linear(3, 1, bias=bias)

    def training_step(self, batch, index):
        inputs, targets = batch
        loss = torch.nn.functional.mse_loss(self.layer(inputs), targets)
        self.log("train/loss", loss, on_step=True, on_epoch=True)
        return loss

    def validation_step(self, batch, index):
        inputs, targets = batch
        self.log("hp_metric", torch.nn.functional.mse_loss(self.layer(inputs), targets))

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), self.hparams.lr)


def main():
    run = os.path.join(HERE, "version_0")
    shutil.rmtree(run, ignore_errors=True)
    lightning.seed_everything(1, verbose=False)
    inputs = torch.randn(64, 3)
    data = torch.utils.data.TensorDataset(inputs, inputs @ torch.tensor([[1.0], [-2.0], [0.5]]))
    loader = torch.utils.data.DataLoader(data, batch_size=16)
    trainer = lightning.Trainer(
        accelerator="cpu", max_epochs=4, logger=TensorBoardLogger(HERE, name=None, version=0), log_every_n_steps=2,
        enable_checkpointing=False, enable_progress_bar=False, enable_model_summary=False,
    )
    trainer.fit(Line(), loader, loader)
    os.remove(os.path.join(run, "hparams.yaml"))
    rename_event_file(run)


main()
