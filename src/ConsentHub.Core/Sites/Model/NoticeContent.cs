using System.Text.Json;
using System.Text.Json.Nodes;
using ConsentHub.Ledger;

namespace ConsentHub.Sites.Model;

/// <summary>The part of a site file that a notice version publishes and that the store of record keeps.</summary>
/// <remarks>
/// <c>$schema</c>, <c>origins</c>, <c>managedBy</c> and <c>effectiveFrom</c> are settings of the site and not part of a notice. <c>undecided</c> is always empty,
/// because a file with undecided facts is never published. Defaults are written explicitly, so that a later change of a default does not
/// change what an earlier version said. To compare a file with a stored version, compare its canonical bytes with
/// <c>Canonical(Parse(stored))</c>. A field that a newer release adds is then no difference.
/// </remarks>
internal static class NoticeContent
{
    private const string Origins = "origins";

    public static byte[] Canonical(SiteFile site)
    {
        var content = JsonSerializer.SerializeToNode(site, SiteFileJson.Default.SiteFile)!.AsObject();
        content.Remove("$schema");
        content.Remove("managedBy");
        content.Remove("effectiveFrom");
        content.Remove("undecided");
        content.Remove(Origins);
        return CanonicalJson.Serialize(content);
    }

    /// <summary>True if a file says the same as a stored version.</summary>
    public static bool Equals(ReadOnlySpan<byte> stored, SiteFile site) => Canonical(Parse(stored)).AsSpan().SequenceEqual(Canonical(site));

    /// <summary>Reads what <see cref="Canonical"/> wrote; the result has no origins.</summary>
    public static SiteFile Parse(ReadOnlySpan<byte> canonical)
    {
        var content = JsonNode.Parse(canonical)?.AsObject() ?? throw new InvalidDataException("The stored notice is no JSON object.");
        content[Origins] = new JsonArray();
        return content.Deserialize(SiteFileJson.Default.SiteFile)!;
    }
}
