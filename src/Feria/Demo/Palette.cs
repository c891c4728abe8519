namespace Feria.Demo;

/// <summary>A colour a thing comes in, by its names.</summary>
sealed record Paint(string English, string Spanish, int Rgb)
{
    public string In(string language) => language == "es" ? Spanish : English;
}

static class Palette
{
    static readonly Paint Graphite = new("Graphite", "Grafito", 0x3a3c42), Silver = new("Silver", "Plata", 0xc3c7ca),
        Midnight = new("Midnight blue", "Azul noche", 0x2b3a5c), Sage = new("Sage", "Salvia", 0x8aa283),
        Snow = new("Snow white", "Blanco nieve", 0xf1eee8), Terracotta = new("Terracotta", "Terracota", 0xb9583f),
        Oat = new("Oat", "Avena", 0xd9c6a3), Navy = new("Navy", "Azul marino", 0x34537a),
        Mustard = new("Mustard", "Mostaza", 0xd3a03c), Rose = new("Dusty rose", "Rosa viejo", 0xd08a92),
        Forest = new("Forest green", "Verde bosque", 0x3f6b4c), Plum = new("Plum", "Ciruela", 0x7a4b74),
        Sky = new("Sky blue", "Celeste", 0x7fb0cc), Black = new("Black", "Negro", 0x2a2727),
        Red = new("Poppy red", "Rojo amapola", 0xc8402f), Orange = new("Tangerine", "Mandarina", 0xdd7a33),
        Lilac = new("Lilac", "Lila", 0xa493c4), Teal = new("Teal", "Verde azulado", 0x2f7f80),
        Cognac = new("Cognac", "Coñac", 0xa5622e), Chestnut = new("Chestnut", "Castaño", 0x6d3d27),
        Sand = new("Sand", "Arena", 0xc9ab7d), Olive = new("Olive", "Oliva", 0x7c7a45);

    static readonly Dictionary<string, Paint[]> Named = new()
    {
        ["tech"] = [Graphite, Silver, Midnight, Snow, Sage, Rose, Black],
        ["home"] = [Terracotta, Oat, Sage, Navy, Mustard, Rose, Snow, Forest, Sky, Teal],
        ["cloth"] = [Navy, Terracotta, Forest, Black, Oat, Mustard, Rose, Plum, Sky, Olive, Snow],
        ["bright"] = [Red, Sky, Forest, Orange, Teal, Lilac, Mustard, Navy, Black],
        ["leather"] = [Cognac, Chestnut, Black, Sand, Olive, Navy],
    };

    public static IReadOnlyList<Paint> Of(string name) => Named[name];
}
