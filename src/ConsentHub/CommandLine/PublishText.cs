using System.Globalization;
using ConsentHub.Sites.Notices;
using ConsentHub.Sites.Publishing;

namespace ConsentHub.CommandLine;

/// <summary>The outcome of a publication or of its preview, as text.</summary>
/// <param name="Refused">Whether the file was refused, so that the published version remains.</param>
internal sealed record PublishText(bool Refused, string Text)
{
    /// <param name="preview">True for a preview, which publishes nothing.</param>
    public static PublishText Of(PublishOutcome outcome, string file, string site, bool preview) => outcome switch
    {
        PublishOutcome.Published p => new(false, Published(p, site, preview)),
        PublishOutcome.Announced a => new(false, Announced(a, site, preview)),
        PublishOutcome.Withdrawn w => new(false, $"is already published as version {Number(w.Version)} of {site}; the version announced for {Rfc3339.Of(w.From)} {(preview ? "would be" : "is")} withdrawn"),
        PublishOutcome.Unchanged { From: { } from } => new(false, $"is already announced for {Rfc3339.Of(from)}"),
        PublishOutcome.SettingsChanged s => new(false, $"{(preview ? "would change" : "changed")} the origins of {site}, or who manages it (file or console); version {Number(s.Version)} of the notice stays published"),
        PublishOutcome.Unchanged u => new(false, $"is already published as version {Number(u.Version)} of {site}"),
        PublishOutcome.EqualToEarlier e => new(
            true, $"has the content of version {Number(e.Version)}, so version {Number(e.Latest)} stays published. To publish the earlier content again: ConsentHub site apply --again {file}"),
        PublishOutcome.ManagedElsewhere => new(true, $"is not applied: {site} is managed by the console. To manage it by this file: ConsentHub site apply --take-over {file}"),
        PublishOutcome.Undecided u => new(true, $"is not applied: the owner of {site} has not decided these members yet: {string.Join(", ", u.Paths)}. Add each member to the file, and remove it from undecided"),
        PublishOutcome.NotEffective n => new(true, $"is not applied: effectiveFrom {n.Rule}"),
        PublishOutcome.NumbersExhausted n => new(true, $"is not applied: a site can publish at most {Number(n.Limit)} different {n.Kind} over its lifetime, including removed ones. This file would exceed that number"),
        PublishOutcome.VersionMoved v => new(true, $"is not applied: somebody else has meanwhile published version {Number(v.Latest)} of {site}"),
        _ => throw new InvalidOperationException($"No text for {outcome.GetType().Name}."),
    };

    private static string Published(PublishOutcome.Published published, string site, bool preview)
    {
        var first = published.Version == 1;
        var effect = first ? "" : published.Material ? "; visitors are asked again" : "; earlier choices stay valid";
        var verb = preview ? "would publish" : "published";
        return $"{verb} version {Number(published.Version)} of {site}{effect}{Lines(published.Changes)}";
    }

    private static string Announced(PublishOutcome.Announced announced, string site, bool preview)
    {
        var effect = announced.Material ? "visitors are asked again then" : "earlier choices stay valid";
        return $"{(preview ? "would announce" : "announced")} version {Number(announced.Version)} of {site} for {Rfc3339.Of(announced.From)}; {effect}{Lines(announced.Changes)}";
    }

    private static string Lines(IReadOnlyList<NoticeChange> changes) =>
        string.Concat(changes.Select(c => $"\n    {(c.Weight == ChangeWeight.Ask ? "asks again" : "informs   ")}  {Describe(c)}"));

    private static string Describe(NoticeChange change)
    {
        string?[] parts =
        [
            WireNames<ChangeKind>.Of(change.Kind), change.Id, change.Name is { } name ? $"\"{name}\"" : null, change.Category is { } category ? $"in {category}" : null,
            (change.From, change.To) switch
            {
                (null, null) => null,
                (null, var to) => $"to {to}",
                (var from, null) => $"from {from}",
                var (from, to) => $"from {from} to {to}",
            },
        ];
        return string.Join(' ', parts.Where(p => p is not null));
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
