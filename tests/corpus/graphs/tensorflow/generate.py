"""Writes graphs with TensorFlow: a traced function, as TensorFlow 2 writes it, and a GraphDef, as its first version did."""

import os
import sys

import tensorflow as tf

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(os.path.dirname(HERE)))
from expectation import remove_old_event_files, rename_event_file


def network():
    """A small U-Net: what the way down makes is joined to the way up."""
    layers = tf.keras.layers
    inputs = layers.Input((16, 16, 1), batch_size=1, name="image")
    down = layers.Conv2D(4, 3, padding="same", activation="relu", name="down")(inputs)
    middle = layers.MaxPooling2D(name="pool")(down)
    middle = layers.Conv2D(8, 3, padding="same", activation="relu", name="middle")(middle)
    up = layers.UpSampling2D(name="upsample")(middle)
    up = layers.Concatenate(name="join")([down, up])
    up = layers.Conv2D(4, 3, padding="same", activation="relu", name="up")(up)
    return tf.keras.Model(inputs, layers.Conv2D(1, 1, name="mask")(up), name="unet")


def write(run, record):
    directory = os.path.join(HERE, run)
    os.makedirs(directory, exist_ok=True)
    remove_old_event_files(directory)
    writer = tf.summary.create_file_writer(directory)
    with writer.as_default():
        record()
    writer.close()
    rename_event_file(directory)


model = network()


@tf.function
def forward(image):
    return model(image, training=False)


image = tf.zeros([1, 16, 16, 1])


def traced():
    tf.summary.trace_on(graph=True)
    forward(image)
    tf.summary.trace_export("forward", step=0)


write("traced", traced)
write("graph_def", lambda: tf.summary.graph(forward.get_concrete_function(image).graph.as_graph_def()))
