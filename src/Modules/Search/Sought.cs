using Npgsql;

namespace Feria.Search;

/// <summary>A question made ready for the index.</summary>
sealed record Sought(ReadQuery Read, Narrowed Filters, Sort Sort, int Limit, Position? After)
{
    const int BonusShare = 30;

    readonly IReadOnlyList<IReadOnlyList<int[]>> steps = Steps.Of(Read.Slots);

    public int LastStep => Math.Max(0, steps.Count - 1);

    /// <summary>At most so many products can match.</summary>
    public long Bound(int step) => Read.IsCode ? Read.Coded.Length
        : steps.Count == 0 ? long.MaxValue
        : steps[step].Sum(set => set.Min(place => Read.Slots[place].Meanings.Sum(meaning => (long)meaning.Documents)));

    public Shape Shape(int step, Part part) => new(
        string.Concat(Read.Slots.Select(slot => slot.Meanings.Count)),
        steps.Count == 0 ? "" : string.Join(' ', steps[step].Select(set => string.Concat(set))),
        Filters.Which, Sort, part, After is not null, Read.Coded.Length > 0, Read.IsCode);

    public IReadOnlyList<NpgsqlParameter> Values(int step, Part part)
    {
        var values = Filters.Values();
        if (part != Part.Counts) values.Add(new NpgsqlParameter<int>("limit", Limit));
        if (After is not null && part != Part.Counts)
        {
            values.Add(new NpgsqlParameter<long>("key", After.Key));
            values.Add(new NpgsqlParameter<Guid>("product", After.Product));
        }

        if (Read.Coded.Length > 0) values.Add(new NpgsqlParameter<Guid[]>("coded", Read.Coded));
        if (!Read.IsCode && steps.Count > 0)
            foreach (var place in steps[step].SelectMany(set => set).Distinct())
                values.Add(new NpgsqlParameter<int[]>($"terms{place}", Read.Slots[place].Terms));
        if (Sort == Sort.Relevance && part != Part.Counts) Score(values);
        return values;
    }

    /// <summary>What two words are worth more when they stand side by side in the title.</summary>
    public static int Bonus(Slot first, Slot second) => BonusShare * (first.Weight + second.Weight);

    /// <summary>Same key, same counts.</summary>
    public string CountKey(int step) => string.Join('/',
        string.Join(' ', Read.Slots.Select(slot => string.Join('|', slot.Terms))),
        Shape(step, Part.Counts).Enough, string.Join('|', Read.Coded), Read.IsCode, Filters.Key);

    void Score(List<NpgsqlParameter> values)
    {
        void Add(string name, int value) => values.Add(new NpgsqlParameter<int>(name, value));

        for (var slot = 0; slot < Read.Slots.Count; slot++)
        {
            var one = Read.Slots[slot];
            for (var i = 0; i < one.Meanings.Count; i++)
            {
                Add($"term{slot}{i}", one.Meanings[i].Term);
                Add($"weight{slot}{i}", one.Weight * one.Meanings[i].Share / 100);
            }

            if (slot + 1 == Read.Slots.Count) continue;
            Add($"pair{slot}", Analysis.Pair(one.Best.Term, Read.Slots[slot + 1].Best.Term));
            Add($"bonus{slot}", Bonus(one, Read.Slots[slot + 1]));
        }
    }
}
