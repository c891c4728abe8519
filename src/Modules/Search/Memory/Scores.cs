using System.Collections.Concurrent;

namespace Feria.Search;

/// <summary>
/// What the words of one query add up to at each place: points, and which of its slots stand there. Kept for the next
/// query, since clearing what was touched is quicker than making it anew.
/// </summary>
sealed class Scores
{
    /// <summary>Set where the query is the product's very code.</summary>
    public const ushort Coded = 1 << QueryReader.MostSlots;

    /// <summary>Being the very code that was asked for outweighs all words.</summary>
    public const int CodeWeight = 1_000_000_000;

    static readonly ConcurrentBag<Scores> Idle = [];

    int[] points = [];
    int[] slotPoints = [];
    ushort[] slots = [];
    int[] touched = [];
    int count;

    /// <summary>Places where any of the words stands.</summary>
    public ReadOnlySpan<int> Touched => touched.AsSpan(0, count);

    public int PointsAt(int place) => points[place];

    /// <summary>A bit for each slot that stands there, by its place in the query.</summary>
    public ushort SlotsAt(int place) => slots[place];

    /// <summary>Adds a query up; to be given back by <see cref="Clear"/>.</summary>
    public static Scores Of(View view, ReadQuery read)
    {
        if (!Idle.TryTake(out var scores)) scores = new();
        scores.Hold(view.Entries.Length);
        for (var slot = 0; slot < read.Slots.Count && !read.IsCode; slot++)
            foreach (var meaning in read.Slots[slot].Meanings)
                scores.Add(view.Of(meaning.Term), (ushort)(1 << slot), read.Slots[slot].WeightOf(meaning));
        foreach (var product in read.Coded)
            if (view.PlaceOf(product) is { } place) scores.Add(new([place], [1]), Coded, CodeWeight);
        return scores;
    }

    // Of a slot's meanings the best counts.
    void Add(Standing standing, ushort bit, int weight)
    {
        var places = standing.Places;
        var impacts = standing.Impacts;
        for (var i = 0; i < places.Length; i++)
        {
            var place = places[i];
            var worth = impacts[i] * weight;
            ref var stands = ref slots[place];
            if (stands == 0) touched[count++] = place;
            if ((stands & bit) == 0)
            {
                stands |= bit;
                slotPoints[place] = worth;
                points[place] += worth;
            }
            else if (worth > slotPoints[place])
            {
                points[place] += worth - slotPoints[place];
                slotPoints[place] = worth;
            }
        }
    }

    /// <summary>Forgets the query.</summary>
    public void Clear()
    {
        foreach (var place in Touched) (points[place], slots[place]) = (0, 0);
        count = 0;
        Idle.Add(this);
    }

    void Hold(int places)
    {
        if (points.Length >= places) return;
        var length = places + places / 4;
        (points, slotPoints, slots, touched) = (new int[length], new int[length], new ushort[length], new int[length]);
    }
}
