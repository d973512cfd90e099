using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ConsentHub.Consents;
using ConsentHub.Receipts;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Visitors.Responses;

/// <summary>A stored choice as callers see it. Never contains the visitor id.</summary>
/// <param name="Visitor">The pseudonym of the visitor at this site.</param>
/// <param name="Choices">Every category of the notice: true if granted, false if denied.</param>
/// <param name="Services">Only services whose choice differs from that of their category: true if granted, false if denied.</param>
/// <param name="LeafIndex">Position of the record in the site's log.</param>
/// <param name="LeafHash">Hash of the sealed record in the site's ledger, base64; present only in the response to a write.</param>
/// <param name="Receipt">Path of the record's receipt on the same host; requires the header <c>Visitor-Id</c>.</param>
/// <param name="Status">Whether the choice is still valid; present only in the response with the visitor's current choice.</param>
/// <param name="Changes">Changes of the notice since this choice, empty if there are none; present only in the response with the visitor's current choice.</param>
internal sealed record ConsentResponse(
    string Id, string Visitor, int Notice, IReadOnlyDictionary<string, bool> Choices, IReadOnlyDictionary<string, bool> Services,
    ConsentAction Action, ConsentSource Source, DateTimeOffset DecidedAt, DateTimeOffset RecordedAt, DateTimeOffset ExpiresAt, long LeafIndex,
    string? Previous, string Receipt, string? LeafHash = null, ConsentStatus? Status = null, IReadOnlyList<NoticeChange>? Changes = null)
{
    /// <param name="path">The path under which browsers reach the hub; empty at the root.</param>
    public static ConsentResponse Of(string site, ConsentRecord record, PublishedNotice notice, string path) => new(
        record.Content.Id.ToString(),
        record.Content.Visitor.ToString(),
        record.Content.Notice,
        ChoicesOf(record, notice),
        ServicesOf(record, notice),
        record.Content.Action,
        record.Content.Source,
        record.DecidedAt,
        record.RecordedAt,
        record.DecidedAt + ChoiceLifetime.Of(record.Content, notice),
        record.LeafIndex,
        record.Content.Previous?.ToString(),
        $"{path}/v1/sites/{site}/consents/{record.Content.Id}/receipt");

    public static IReadOnlyDictionary<string, bool> ChoicesOf(ConsentRecord record, PublishedNotice notice) =>
        notice.Categories.ToDictionary(c => c.Category.Id, c => (record.Content.Granted & c.Bit) != 0, StringComparer.Ordinal);

    public static IReadOnlyDictionary<string, bool> ServicesOf(ConsentRecord record, PublishedNotice notice) =>
        record.Content.Services.All().ToDictionary(
            s => notice.Services.First(n => n.Number == s.Number).Service.Id, s => s.Granted, StringComparer.Ordinal);
}

/// <summary>A page of a visitor's choices, latest decision first.</summary>
/// <param name="Next">The cursor of the next page; absent if this page has the earliest choice.</param>
internal sealed record ConsentHistory(IReadOnlyList<ConsentResponse> Records, string? Next);

/// <summary>What an erasure removed and what remains, for the visitor to keep.</summary>
/// <param name="Records">Number of removed records.</param>
/// <param name="LeafIndex">Position of the last removal entry that the erasure wrote to the site's log; absent if there was nothing to remove.</param>
/// <param name="Removed">The kinds of data that were removed.</param>
/// <param name="Kept">What remains, and why it reveals nothing about the visitor.</param>
/// <param name="Statement">The signed content of the last removal entry (<see cref="ErasureStatement"/>); absent if there was nothing to remove.</param>
/// <param name="EarlierStatements">The statements of the earlier removal entries; present only if more than a thousand records were removed.</param>
internal sealed record ErasureResponse(
    string Site, string Visitor, DateTimeOffset ErasedAt, int Records, long? LeafIndex, IReadOnlyList<string> Removed, IReadOnlyList<string> Kept, JsonObject? Statement,
    IReadOnlyList<JsonObject>? EarlierStatements = null);

/// <summary>An erasure that is certain to finish but takes longer than the request waits. Repeat the request to get the result.</summary>
/// <param name="Status">Always <c>erasing</c>.</param>
internal sealed record ErasurePendingResponse(string Site, string Visitor, string Status);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(Rfc3339Converter)])]
[JsonSerializable(typeof(ConsentResponse))]
[JsonSerializable(typeof(ConsentHistory))]
[JsonSerializable(typeof(ErasureResponse))]
[JsonSerializable(typeof(ErasurePendingResponse))]
[JsonSerializable(typeof(VisitorExport))]
internal sealed partial class ConsentResponseJson : JsonSerializerContext;
