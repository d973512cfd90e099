using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ConsentHub.Audit;
using ConsentHub.Consents;

namespace ConsentHub.Erasures;

/// <summary>Hashes of the rows that a slice of an erasure stored outside the log. An audit entry holds these hashes, so that <c>verify database</c> detects later changes.</summary>
/// <param name="Ids">The ids that the slice erased; null if it erased none.</param>
/// <param name="Erasure">The erasure itself, if this slice recorded it.</param>
internal sealed record ErasureSeal(ErasedIdsSeal? Ids, NotedErasureSeal? Erasure)
{
    private const string IdsPart = "removal", ErasurePart = "erasure";

    /// <summary>The hub's audit entry; null if the slice stored nothing outside the log.</summary>
    public AuditDraft? ToDraft(string site)
    {
        var parts = new List<string>();
        if (Ids is { } ids)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{IdsPart} {ids.Leaf} {ids.Count} {Rfc3339.Of(ids.Until)} {ids.Hash}"));
        if (Erasure is { } erasure)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{ErasurePart} {erasure.Number} {erasure.Hash}"));

        return parts.Count == 0 ? null : new AuditDraft(Actor.Hub, AuditActions.ErasureSeal, site, string.Join(", ", parts));
    }

    /// <summary>Reads what <see cref="ToDraft"/> wrote.</summary>
    public static ErasureSeal Read(string? detail)
    {
        var seal = new ErasureSeal(null, null);
        foreach (var part in detail?.Split(", ") ?? [])
        {
            seal = part.Split(' ') switch
            {
                [IdsPart, var leaf, var count, var until, var hash] when Number(leaf) is { } position && Number(count) is { } ids && Rfc3339.TryParse(until, out var date) =>
                    seal with { Ids = new ErasedIdsSeal(position, ids, date, hash) },
                [ErasurePart, var number, var hash] when Number(number) is { } value => seal with { Erasure = new NotedErasureSeal(value, hash) },
                _ => seal,
            };
        }

        return seal;
    }

    private static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <param name="Leaf">Position of the removal entry that names the records with these ids.</param>
/// <param name="Until">When the ids are deleted: the date in the erasure statement.</param>
internal sealed record ErasedIdsSeal(long Leaf, long Count, DateTimeOffset Until, string Hash)
{
    public static ErasedIdsSeal Of(Removal removal, IEnumerable<Guid> ids, DateTimeOffset until)
    {
        // Sorted byte by byte, as both stores sort them.
        var sorted = ids.Select(id => id.ToByteArray(bigEndian: true)).OrderBy(Convert.ToHexString, StringComparer.Ordinal).ToList();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sorted.ForEach(hash.AppendData);
        return new ErasedIdsSeal(removal.LeafIndex, sorted.Count, until, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}

internal sealed record NotedErasureSeal(long Number, string Hash)
{
    public static NotedErasureSeal Of(JournaledErasure erasure) => new(erasure.Number, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"consenthub/erasure/v1\n{erasure.Number}\n{Rfc3339.Of(erasure.At)}\n{erasure.Site}\n{erasure.Leaf}\n{Convert.ToBase64String(erasure.Visitor)}")))));
}
