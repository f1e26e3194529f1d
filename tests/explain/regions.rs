//! Decision regions over a training.

use nnviz::explain::{ExplainEvery, LoggedError, Plane};

use crate::model::Cnn;
use crate::{logger, pictures, scalars, train, turn, written};

#[test]
fn the_regions_of_a_cut_through_three_digits_move_and_the_training_does_not_change() {
    let _turn = turn();
    let (plain, _) = train(|_| None);
    let (directory, logger, every) = logger(10);
    let (decided, regions) = train(|probes| {
        let plane = Plane::through(probes.images.clone()).unwrap();
        let decide = every.decide(plane, Cnn::forward).side(21).names(0..10);
        Some(decide.without_budget().start().unwrap())
    });
    assert_eq!(regions.unwrap().finish().unwrap().made, 3);
    logger.close().unwrap();
    assert_eq!(plain, decided, "the losses differ from those of a training without regions");
    let found = written(directory.path());
    let pictures = pictures(&found, "regions/plane/regions");
    assert_eq!(pictures.iter().map(|(step, ..)| *step).collect::<Vec<_>>(), [0, 10, 20]);
    assert!(pictures.iter().all(|(_, size, _)| *size == pictures[0].1));
    let confidence = scalars(&found, "regions/plane/confidence");
    // A tenth is what a network of ten classes says that has learned nothing.
    assert!(confidence.len() == 3 && confidence.iter().all(|(_, mean)| (0.1..=1.0).contains(mean)), "{confidence:?}");
    let changed = scalars(&found, "regions/plane/changed");
    assert_eq!(changed.iter().map(|(step, _)| *step).collect::<Vec<_>>(), [10, 20]);
    assert!(changed.iter().all(|(_, share)| (0.0..=1.0).contains(share)) && changed[0].1 > 0.0, "{changed:?}");
}

#[test]
fn a_forward_pass_that_does_not_fit_the_plane_is_told_and_the_training_goes_on() {
    let _turn = turn();
    let (_directory, logger, every) = logger(15);
    let (_, regions) = train(|probes| {
        let plane = Plane::through(probes.images.clone()).unwrap();
        let flat = |model: &Cnn, images| model.forward(images).narrow(1, 0, 0);
        Some(every.decide(plane, flat).side(5).without_budget().start().unwrap())
    });
    let error = regions.unwrap().finish().unwrap_err();
    logger.close().unwrap();
    assert!(matches!(&error, LoggedError::Method { .. } | LoggedError::Panicked { .. }), "{error}");
}

#[test]
fn a_grid_without_points_is_refused() {
    let _turn = turn();
    let (_directory, logger, every) = logger(15);
    train(|probes| {
        let plane = Plane::through(probes.images.clone()).unwrap();
        let error = every.decide(plane, Cnn::forward).side(0).start().unwrap_err();
        assert!(error.to_string().contains("points to a side is 0"), "{error}");
        None
    });
    logger.close().unwrap();
}
