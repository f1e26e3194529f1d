//! Points, sizes and areas, in pixels; x runs to the right, y down.

/// A place.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Point {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

/// How large something is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Size {
    /// From left to right.
    pub width: f64,
    /// From top to bottom.
    pub height: f64,
}

/// A rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Area {
    /// The upper left corner.
    pub corner: Point,
    /// How large it is.
    pub size: Size,
}

impl Point {
    /// The place as seen from another origin, or moved.
    pub(super) fn moved(self, by: Point) -> Self {
        Self { x: self.x + by.x, y: self.y + by.y }
    }
}

impl Area {
    /// The area around a middle.
    pub(super) fn around(centre: Point, size: Size) -> Self {
        Self { corner: Point { x: centre.x - size.width / 2.0, y: centre.y - size.height / 2.0 }, size }
    }

    /// The same size, elsewhere.
    pub(super) fn moved(self, by: Point) -> Self {
        Self { corner: self.corner.moved(by), size: self.size }
    }

    /// The right edge.
    pub(super) fn right(&self) -> f64 {
        self.corner.x + self.size.width
    }

    /// The lower edge.
    pub(super) fn bottom(&self) -> f64 {
        self.corner.y + self.size.height
    }

    /// The middle, from the left.
    pub(super) fn middle(&self) -> f64 {
        self.corner.x + self.size.width / 2.0
    }
}
