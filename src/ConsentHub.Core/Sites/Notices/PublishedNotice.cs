using System.Collections.Frozen;
using ConsentHub.Sites.Model;

namespace ConsentHub.Sites.Notices;

/// <summary>One immutable published version of a site's categories, services and texts.</summary>
internal sealed class PublishedNotice
{
    private readonly Reask[] reask;
    private readonly FrozenDictionary<string, NumberedCategory> categoriesById;

    /// <param name="version">1 and up, without gaps.</param>
    /// <param name="publishedAt">When it became the site's current notice.</param>
    /// <param name="validSince">The oldest version whose choices are still valid under this one; fixed at publication.</param>
    /// <param name="content">The site file as published, without <c>origins</c> and <c>managedBy</c>.</param>
    /// <param name="numbers">The numbers of its categories and services, fixed at their first publication.</param>
    /// <param name="changes">What differs from the version before; empty for the first.</param>
    public PublishedNotice(
        int version, DateTimeOffset publishedAt, int validSince, SiteFile content, ItemNumbers numbers, IReadOnlyList<NoticeChange> changes)
    {
        Version = version;
        PublishedAt = publishedAt;
        ValidSince = validSince;
        Content = content;
        Changes = changes;
        reask = [.. Regions.RulesOf(content).Select(rule => Reask.Of(content, rule))];
        Categories = [.. content.Categories.Select(c => new NumberedCategory(c, numbers.Category(c.Id)))];
        Services = [.. content.Categories.SelectMany((c, i) => c.Services.Select(s => new NumberedService(s, numbers.Service(s.Id), Categories[i])))];
        Asked = Categories.Aggregate(0UL, (mask, c) => mask | c.Bit);
        Required = Categories.Where(c => c.Category.Required).Aggregate(0UL, (mask, c) => mask | c.Bit);
        IsAlikeEverywhere = Regions.AllAlike(content);
        categoriesById = Categories.ToFrozenDictionary(c => c.Category.Id, StringComparer.Ordinal);
    }

    public int Version { get; }
    public DateTimeOffset PublishedAt { get; }
    public int ValidSince { get; }
    public SiteFile Content { get; }
    public IReadOnlyList<NoticeChange> Changes { get; }

    public IReadOnlyList<NumberedCategory> Categories { get; }
    public IReadOnlyList<NumberedService> Services { get; }

    /// <summary>Bits of all categories in this notice, to distinguish denied from not asked.</summary>
    public ulong Asked { get; }

    /// <summary>Bits of the categories that a visitor can't switch off.</summary>
    public ulong Required { get; }

    /// <summary>Bits of the categories that a visitor decides on.</summary>
    public ulong Optional => Asked & ~Required;

    /// <summary>How long a choice made under this notice in a region is valid. The browser's cookie lives for the longer of the two spans.</summary>
    public Reask ReaskIn(string region) => reask[Regions.RuleFor(Content, region)];

    /// <summary>True if one response serves every region (<see cref="Regions.AllAlike"/>).</summary>
    public bool IsAlikeEverywhere { get; }

    public NumberedCategory? FindCategory(string id) => categoriesById.GetValueOrDefault(id);

    public NumberedService? FindService(string id) => Services.FirstOrDefault(s => s.Service.Id == id);
}

/// <summary>A category with its number, 0 to 63, which no other category of the site ever gets.</summary>
internal sealed record NumberedCategory(Category Category, int Number)
{
    public ulong Bit => 1UL << Number;
}

/// <summary>A service with its number, 0 to 511, which no other service of the site ever gets.</summary>
internal sealed record NumberedService(Service Service, int Number, NumberedCategory Category);

/// <summary>The numbers that a site's categories and services got at their first publication.</summary>
internal sealed record ItemNumbers(IReadOnlyDictionary<string, int> Categories, IReadOnlyDictionary<string, int> Services)
{
    public const int MaxCategories = 64;
    public const int MaxServices = 512;

    public int Category(string id) => Categories[id];

    public int Service(string id) => Services[id];
}
