using System.Buffers.Binary;

namespace Feria.Marketing;

/// <summary>
/// Who is in which group of a campaign: by a keyed hash of campaign and account, so that it is the same whenever it is
/// asked, nobody can choose it, and the groups of one campaign say nothing of those of another.
/// </summary>
public sealed class Groups(Vault vault)
{
    const int Whole = 10_000;

    /// <param name="shares">Of the variants, in percent.</param>
    /// <returns>0 for the hold-out, else the variant, counted from 1.</returns>
    public int Of(Guid campaign, Guid account, int holdoutBasisPoints, IReadOnlyList<int> shares)
    {
        Span<byte> about = stackalloc byte[32];
        campaign.TryWriteBytes(about, bigEndian: true, out _);
        account.TryWriteBytes(about[16..], bigEndian: true, out _);
        var hash = vault.Authenticate(about, "campaign groups");
        if (Fraction(hash, Whole) < holdoutBasisPoints) return 0;
        var place = Fraction(hash.AsSpan(8), shares.Sum());
        for (var arm = 1; arm < shares.Count; arm++)
        {
            place -= shares[arm - 1];
            if (place < 0) return arm;
        }

        return shares.Count;
    }

    // Of 64 bits the rest of a division is even enough.
    static int Fraction(ReadOnlySpan<byte> hash, int of) =>
        (int)(BinaryPrimitives.ReadUInt64BigEndian(hash) % (ulong)of);
}
