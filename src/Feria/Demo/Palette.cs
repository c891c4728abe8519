namespace Feria.Demo;

/// <summary>A colour a thing comes in, by its names.</summary>
sealed record Paint(Called Name, int Rgb);

static class Palette
{
    public static Called Name { get; } = new("Colour", "Color", "Cor");

    static readonly Paint
        Graphite = new(new("Graphite", "Grafito", "Grafite"), 0x3a3c42),
        Silver = new(new("Silver", "Plata", "Prata"), 0xc3c7ca),
        Midnight = new(new("Midnight blue", "Azul noche", "Azul-noite"), 0x2b3a5c),
        Sage = new(new("Sage", "Salvia", "Sálvia"), 0x8aa283),
        Snow = new(new("Snow white", "Blanco nieve", "Branco-neve"), 0xf1eee8),
        Terracotta = new(new("Terracotta", "Terracota", "Terracota"), 0xb9583f),
        Oat = new(new("Oat", "Avena", "Aveia"), 0xd9c6a3),
        Navy = new(new("Navy", "Azul marino", "Azul-marinho"), 0x34537a),
        Mustard = new(new("Mustard", "Mostaza", "Mostarda"), 0xd3a03c),
        Rose = new(new("Dusty rose", "Rosa viejo", "Rosa antigo"), 0xd08a92),
        Forest = new(new("Forest green", "Verde bosque", "Verde-floresta"), 0x3f6b4c),
        Plum = new(new("Plum", "Ciruela", "Ameixa"), 0x7a4b74),
        Sky = new(new("Sky blue", "Celeste", "Azul-celeste"), 0x7fb0cc),
        Black = new(new("Black", "Negro", "Preto"), 0x2a2727),
        Red = new(new("Poppy red", "Rojo amapola", "Vermelho-papoula"), 0xc8402f),
        Orange = new(new("Tangerine", "Mandarina", "Tangerina"), 0xdd7a33),
        Lilac = new(new("Lilac", "Lila", "Lilás"), 0xa493c4),
        Teal = new(new("Teal", "Verde azulado", "Verde-azulado"), 0x2f7f80),
        Cognac = new(new("Cognac", "Coñac", "Conhaque"), 0xa5622e),
        Chestnut = new(new("Chestnut", "Castaño", "Castanho"), 0x6d3d27),
        Sand = new(new("Sand", "Arena", "Areia"), 0xc9ab7d),
        Olive = new(new("Olive", "Oliva", "Oliva"), 0x7c7a45);

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
