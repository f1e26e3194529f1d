//! The smallest use: numbers from any loop.

use nnviz::Logger;

fn main() -> Result<(), nnviz::Error> {
    let logger = Logger::create("runs/quickstart")?;
    for step in 1..=1000 {
        let x = f64::from(step) / 100.0;
        logger.add_scalar("loss", (-x / 3.0).exp() + 0.05 * (5.0 * x).sin() / x.sqrt(), step);
    }
    logger.close()?;
    println!("tensorboard --logdir runs");
    Ok(())
}
