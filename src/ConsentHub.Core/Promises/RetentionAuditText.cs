using System.Globalization;
using ConsentHub.Consents;
using ConsentHub.Sites.Model;

namespace ConsentHub.Promises;

/// <summary>The detail of the audit entry that each removal at the end of a period leaves. Names neither visitor nor record.</summary>
internal static class RetentionAuditText
{
    /// <summary>"removal 812: 256 of consent_records, notices 1, 3".</summary>
    public static string Of(Removal removal, IEnumerable<int> notices) => string.Create(
        CultureInfo.InvariantCulture, $"removal {removal.LeafIndex}: {removal.Leaves.Count} of {RetentionClass.ConsentRecords}, notices {string.Join(", ", notices.Distinct().Order())}");

    /// <summary>Reads the position of the removal and the number of its records; null for another text.</summary>
    public static (long Leaf, long Count)? Read(string? detail) =>
        detail?.Split(' ', 5) is ["removal", [.. var leaf, ':'], var count, "of", _]
            && long.TryParse(leaf, NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            && long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var records)
            ? (position, records) : null;
}
