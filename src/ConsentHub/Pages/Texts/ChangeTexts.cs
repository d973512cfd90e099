using ConsentHub.Pages.Notices;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Pages.Texts;

/// <summary>Describes changes of a notice, in one sentence each.</summary>
internal static class ChangeTexts
{
    public static IReadOnlyList<string> Sentences(this UiTexts words, NoticeView notice, IEnumerable<NoticeChange> changes) =>
        [.. changes.Select(change => Sentence(words, notice, change)).Distinct(StringComparer.Ordinal)];

    private static string Sentence(UiTexts words, NoticeView notice, NoticeChange change) => words.Text(
        $"change{change.Kind}",
        ("name", NameOf(notice, change)),
        ("from", Readable(words, change, change.From)),
        ("to", Readable(words, change, change.To)),
        ("category", change.Category is null ? "" : notice.NameOf(change.Category)));

    /// <summary>Changes have names in the site's default language. If the notice still has the category, the text uses its name in the page's language.</summary>
    private static string NameOf(NoticeView notice, NoticeChange change) => change.Kind switch
    {
        ChangeKind.CategoryAdded or ChangeKind.CategoryRequired or ChangeKind.CategoryOptional when change.Id is not null => notice.NameOf(change.Id),
        ChangeKind.PurposeAdded or ChangeKind.BasisChanged or ChangeKind.GpcIgnored or ChangeKind.DefaultOn when notice.Categories.FirstOrDefault(c => c.Id == change.Id) is { } category && change.Category is null => category.Name,
        _ => change.Name ?? "",
    };

    private static string Readable(UiTexts words, NoticeChange change, string? value) => change.Kind switch
    {
        _ when value is null => "",
        ChangeKind.CookieLonger or ChangeKind.LifetimeLonger or ChangeKind.RetentionLonger => words.Duration(value),
        _ => value,
    };
}
