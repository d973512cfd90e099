using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Sites.Comparison;

/// <summary>Compares the categories; <see cref="ServiceComparison"/> compares their services.</summary>
internal static class CategoryComparison
{
    public static IEnumerable<NoticeChange> Of(SiteFile earlier, SiteFile later)
    {
        var lang = later.Languages[0];
        var before = earlier.Categories.ToDictionary(c => c.Id, StringComparer.Ordinal);
        foreach (var category in later.Categories)
        {
            var name = category.Name[lang];
            if (!before.Remove(category.Id, out var old))
                yield return new NoticeChange(ChangeKind.CategoryAdded, category.Id, name);
            else
                foreach (var change in Between(old, category))
                    yield return change with { Id = category.Id, Name = name };
        }

        foreach (var removed in earlier.Categories.Where(c => before.ContainsKey(c.Id)))
            yield return new NoticeChange(ChangeKind.CategoryRemoved, removed.Id, removed.NameIn(lang));
    }

    private static IEnumerable<NoticeChange> Between(Category earlier, Category later)
    {
        if (later.Required != earlier.Required)
            yield return new NoticeChange(later.Required ? ChangeKind.CategoryRequired : ChangeKind.CategoryOptional);

        if (later.Basis != earlier.Basis)
        {
            yield return new NoticeChange(
                ChangeKind.BasisChanged, From: WireNames<LegalBasis>.Of(earlier.Basis), To: WireNames<LegalBasis>.Of(later.Basis));
        }

        if (ComparisonTexts.Added(earlier.Purposes, later.Purposes) is { } purposes)
            yield return new NoticeChange(ChangeKind.PurposeAdded, To: purposes);

        if (NoticeCategory.DeniedByGpc(earlier) && !NoticeCategory.DeniedByGpc(later) && !later.Required)
            yield return new NoticeChange(ChangeKind.GpcIgnored);

        var (before, after) = (earlier.Defaults ?? new(), later.Defaults ?? new());
        if ((after.OptOut && !before.OptOut) || (after.NoticeOnly && !before.NoticeOnly))
            yield return new NoticeChange(ChangeKind.DefaultOn);
    }
}
