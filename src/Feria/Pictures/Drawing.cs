namespace Feria.Pictures;

enum Scene { Room, Kitchen, Desk, Outdoors, Bath, Workshop, Wardrobe, Road, Playroom }

enum Pack { Box, Bag, Measure }

/// <summary>One kind of thing the shop can draw; the focus is the detail worth a close-up.</summary>
sealed record Drawing(
    string Kind, Action<Pen, Look> Draw, Scene Scene, Pack Pack = Pack.Box, int FocusX = 200, int FocusY = 200)
{
    public static readonly IReadOnlyDictionary<string, Drawing> All =
        new[]
        {
            Electronics.All, Appliances.All, Kitchenware.All, Furniture.All, Decoration.All, Clothes.All, Footwear.All,
            Accessories.All, Sports.All, Outdoors.All, Tools.All, Vehicles.All, Toys.All, Music.All, Beauty.All,
            Pets.All, Groceries.All, Stationery.All, Baby.All, Logo.All,
        }
        .SelectMany(drawings => drawings)
        .ToDictionary(drawing => drawing.Kind);
}
