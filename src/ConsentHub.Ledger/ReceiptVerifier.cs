using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace ConsentHub.Ledger;

/// <summary>Verifies a consent receipt, or a statement of a removal or a duty, with nothing but public keys.</summary>
/// <remarks>
/// The seal covers the members of <c>record</c> and, through <c>noticeHash</c>, those of <c>notice</c>. All other members of a receipt
/// explain the record and prove nothing. The keys inside a receipt only say which key to look for; they are not trusted.
/// </remarks>
public static class ReceiptVerifier
{
    /// <summary><c>ledger.proof</c> is a proof with a checkpoint.</summary>
    public const string Proof = "proof";

    /// <summary><c>ledger.leafIndex</c> is the index that is proved.</summary>
    public const string LeafIndex = "leafIndex";

    /// <summary>The record with its salt is the leaf at that index in the checkpoint's tree.</summary>
    public const string Inclusion = "inclusion";

    /// <summary>The checkpoint belongs to the log that <c>ledger.origin</c> names.</summary>
    public const string Origin = "origin";

    /// <summary>A key that the caller gave for that log signed the checkpoint.</summary>
    public const string Signature = "signature";

    /// <summary>The log belongs to the record's site.</summary>
    public const string Site = "site";

    /// <summary>The hash of <c>notice</c> is the record's <c>noticeHash</c>; checked only if the record has one.</summary>
    public const string Notice = "notice";

    /// <param name="receipt"><c>{record, ledger: {salt, leafIndex, origin, proof}, notice?, …}</c>, as parsed.</param>
    /// <param name="keys">Keys that the caller trusts, from a source other than the receipt.</param>
    /// <returns>The results of all checks, even after one has failed. If the proof can't be read, only the result of <see cref="Proof"/>. Bad input never throws.</returns>
    public static ReceiptVerdict Verify(JsonObject receipt, IReadOnlyList<VerifierKey> keys)
    {
        var record = Member(receipt, "record") as JsonObject;
        var ledger = Member(receipt, "ledger") as JsonObject;
        if (Text(ledger, "proof") is not { } text || !LogProof.TryParse(text, out var proof) || !Checkpoint.TryParse(proof.Checkpoint.Text, out var checkpoint))
            return new ReceiptVerdict([new ReceiptCheck(Proof, "The receipt's ledger.proof is not a tlog-proof with a checkpoint.")]);

        var checks = new List<ReceiptCheck>
        {
            new(Proof, null),
            new(LeafIndex, CheckIndex(ledger, proof)),
            new(Inclusion, CheckInclusion(record, ledger, proof, checkpoint)),
            new(Origin, CheckOrigin(ledger, checkpoint)),
            new(Signature, CheckSignature(proof.Checkpoint, checkpoint, keys)),
            new(Site, CheckSite(record, checkpoint)),
        };
        if (Member(record, "noticeHash") is { } hash)
            checks.Add(new(Notice, CheckNotice(hash, Member(receipt, "notice"))));

        return new ReceiptVerdict(checks);
    }

    private static string? CheckIndex(JsonObject? ledger, LogProof proof) =>
        CanonicalJson.TryGetInteger(Member(ledger, "leafIndex"), out var index) && index == proof.Index
            ? null
            : $"The receipt's ledger.leafIndex is not {proof.Index}, the leaf of its proof.";

    private static string? CheckInclusion(JsonObject? record, JsonObject? ledger, LogProof proof, Checkpoint checkpoint)
    {
        if (!Strict.TryBase64(Text(ledger, "salt"), out var salt) || salt.Length != LedgerEntry.SaltSize)
            return $"The receipt's ledger.salt is not base64 of {LedgerEntry.SaltSize} bytes.";

        if (record is null || !TryCanonical(record, out var canonical))
            return "The receipt has no record that canonical JSON can hold.";

        var leaf = LedgerEntry.HashOf(salt, canonical);
        return Proofs.VerifyInclusion(proof.Index, checkpoint.Size, leaf, proof.Hashes, checkpoint.Root)
            ? null
            : $"The record with its salt is not leaf {proof.Index} of the {checkpoint.Size} in the log: the record, the salt or the proof was changed.";
    }

    private static string? CheckOrigin(JsonObject? ledger, Checkpoint checkpoint) =>
        Text(ledger, "origin") == checkpoint.Origin ? null : $"The receipt's ledger.origin is not {checkpoint.Origin}, the log of its checkpoint.";

    private static string? CheckSignature(SignedNote note, Checkpoint checkpoint, IReadOnlyList<VerifierKey> keys)
    {
        var known = keys.Where(k => k.Name == checkpoint.Origin && note.Signatures.Any(k.IsMine)).ToList();
        if (known.Count == 0)
            return $"No key that was given for {checkpoint.Origin} signed the checkpoint.";

        return known.TrueForAll(k => k.Verifies(note)) ? null : $"The signature of {checkpoint.Origin} does not match the checkpoint: the signature or the checkpoint was changed.";
    }

    private static string? CheckSite(JsonObject? record, Checkpoint checkpoint) =>
        Text(record, "site") is { Length: > 0 } site && IsLogOf(site, checkpoint.Origin) ? null : $"The log {checkpoint.Origin} is not the log of the record's site.";

    /// <summary>An origin ends in <c>/ledger/{site}</c>, or after a restore in <c>/ledger/{site}/r{n}</c>.</summary>
    public static bool IsLogOf(string site, string origin)
    {
        var log = $"/ledger/{site}";
        var restored = origin.LastIndexOf("/r", StringComparison.Ordinal);
        return origin.EndsWith(log, StringComparison.Ordinal)
            || (restored > 0 && Strict.TryDecimal(origin[(restored + 2)..], out var number) && number > 0 && origin[..restored].EndsWith(log, StringComparison.Ordinal));
    }

    private static string? CheckNotice(JsonNode hash, JsonNode? notice)
    {
        if (notice is not JsonObject || !TryCanonical(notice, out var canonical))
            return "The receipt has no notice that canonical JSON can hold.";

        return hash is JsonValue value && value.TryGetValue<string>(out var expected) && expected == Base64Url.EncodeToString(SHA256.HashData(canonical))
            ? null
            : "The notice is not the one that was shown: its hash is not the record's noticeHash.";
    }

    /// <summary>A member of an object; null if the member is missing, or if any name occurs twice in the object, because the member is then ambiguous.</summary>
    private static JsonNode? Member(JsonObject? parent, string name)
    {
        try
        {
            return parent?[name];
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string? Text(JsonObject? parent, string name) =>
        Member(parent, name) is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static bool TryCanonical(JsonNode node, [NotNullWhen(true)] out byte[]? canonical)
    {
        try
        {
            canonical = CanonicalJson.Serialize(node);
            return true;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            canonical = null; // a fraction, a name twice, half a surrogate pair
            return false;
        }
    }
}
