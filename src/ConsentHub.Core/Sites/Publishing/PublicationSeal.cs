using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ConsentHub.Ledger;

namespace ConsentHub.Sites.Publishing;

/// <summary>Two hashes of what a publication stored, kept in its audit entry, so that <c>verify database</c> finds later changes.</summary>
/// <param name="Notice">Hash of the notice version and its texts; null if only settings changed.</param>
/// <param name="Settings">Hash of the site's settings, of the numbers of its categories and services, and of the version that it announces.</param>
internal sealed record PublicationSeal(string? Notice, string Settings)
{
    private const string NoticePart = "notice ", SettingsPart = "settings ";

    public static string OfSettings(SealedSiteRow site, IEnumerable<ItemNumberRow> numbers)
    {
        var settings = SettingsOf(site, numbers);
        if (site.Announced is { } content)
            settings["announced"] = new JsonArray(Text(site.EffectiveFrom!.Value), Text(site.AnnouncedAt!.Value), Hash(content));

        return Hash(settings);
    }

    public static string OfNotice(string site, SealedNoticeRow notice, IEnumerable<NoticeTextRow> texts) => Hash(new JsonObject
    {
        ["v"] = 1,
        ["type"] = "notice",
        ["site"] = site,
        ["version"] = Text(notice.Version),
        ["publishedAt"] = Text(notice.PublishedAt),
        ["validSince"] = Text(notice.ValidSince),
        ["digest"] = Convert.ToHexStringLower(notice.Digest),
        ["asked"] = Text(notice.Asked),
        ["required"] = Text(notice.Required),
        ["content"] = Hash(notice.Content),
        ["changes"] = notice.Changes,
        ["texts"] = new JsonArray([.. texts.OrderBy(t => t.Lang, StringComparer.Ordinal).ThenBy(t => t.Rule).Select(t => new JsonArray(t.Lang, Text(t.Rule), Hash(t.Body)))]),
    });

    /// <param name="words">The result of the publication (<see cref="PublicationAuditText"/>).</param>
    public string After(string words) => $"{words}{(Notice is null ? "" : $", {NoticePart}{Notice}")}, {SettingsPart}{Settings}";

    /// <summary>Reads what <see cref="After"/> wrote; null without a seal.</summary>
    /// <param name="version">The version of the notice.</param>
    public static PublicationSeal? Read(string? detail, out long version)
    {
        version = 0;
        if (detail?.Split(", ") is not [var first, .. var rest] || rest is not [.., var settings] || !settings.StartsWith(SettingsPart, StringComparison.Ordinal))
            return null;

        var notice = rest is [.., var before, _] && before.StartsWith(NoticePart, StringComparison.Ordinal) ? before[NoticePart.Length..] : null;
        var numbered = first.Split(' ') is ["version", var number] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out version);
        return notice is not null && !numbered ? null : new PublicationSeal(notice, settings[SettingsPart.Length..]);
    }

    private static JsonObject SettingsOf(SealedSiteRow site, IEnumerable<ItemNumberRow> numbers) => new()
    {
        ["v"] = 1,
        ["type"] = "site",
        ["number"] = Text(site.Number),
        ["key"] = site.Key,
        ["managedBy"] = site.ManagedBy,
        ["origins"] = site.Origins,
        ["changed"] = Text(site.Changed),
        ["numbers"] = new JsonArray([.. numbers.OrderBy(n => n.Kind, StringComparer.Ordinal).ThenBy(n => n.Id, StringComparer.Ordinal)
            .Select(n => new JsonArray(n.Kind, n.Id, Text(n.Number)))]),
    };

    private static string Hash(JsonObject value) => Hash(CanonicalJson.Serialize(value));

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
