using System.Text.Json.Serialization;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Visitors.Notices;

/// <param name="ValidSince">The oldest version whose choices are still valid under this version.</param>
/// <param name="Material">Whether this version asked visitors again.</param>
/// <param name="Changes">What this version changed from the previous version.</param>
/// <param name="Reasons">The changes because of which visitors were asked again before their choices expired.</param>
/// <param name="ReaskExceptions">Regions in which this version asks visitors again sooner than law and authorities say, with the reasons.</param>
internal sealed record NoticeSummary(
    int Version, DateTimeOffset PublishedAt, int ValidSince, bool Material, IReadOnlyList<string> Languages, IReadOnlyList<NoticeChange> Changes,
    IReadOnlyList<NoticeChange> Reasons, IReadOnlyList<ReaskException> ReaskExceptions)
{
    public static NoticeSummary Of(StoredNotice notice)
    {
        var content = NoticeContent.Parse(notice.Content);
        return new NoticeSummary(
            notice.Version, notice.PublishedAt, notice.ValidSince, notice.Version == notice.ValidSince, content.Languages, notice.Changes,
            [.. notice.Changes.Where(c => c.Weight == ChangeWeight.Ask)], ReaskException.Of(content));
    }
}

/// <param name="Version">The number that it will have.</param>
/// <param name="Material">Whether it will ask visitors again.</param>
/// <param name="Changes">What it changes from the version in force.</param>
internal sealed record AnnouncedSummary(int Version, DateTimeOffset EffectiveFrom, DateTimeOffset AnnouncedAt, bool Material, IReadOnlyList<string> Languages, IReadOnlyList<NoticeChange> Changes)
{
    public static AnnouncedSummary? Of(AnnouncedNotice? next) => next is null ? null : new(
        next.Version, next.EffectiveFrom, next.AnnouncedAt, next.Material, next.Content.Languages, next.Changes);
}

/// <param name="Announced">The version that is to follow; absent if none is announced.</param>
internal sealed record NoticeList(string Site, IReadOnlyList<NoticeSummary> Versions, AnnouncedSummary? Announced);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(Rfc3339Converter)])]
[JsonSerializable(typeof(NoticeList))]
internal sealed partial class NoticeListJson : JsonSerializerContext;
