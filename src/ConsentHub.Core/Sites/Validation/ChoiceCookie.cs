using ConsentHub.Sites.Model;

namespace ConsentHub.Sites.Validation;

/// <summary>The greatest length of the cookie with a visitor's choice; browsers drop a cookie over 4,096 bytes.</summary>
internal static class ChoiceCookie
{
    public const int MaxValue = 3800;

    /// <summary>Longest form of <c>1~{notice}~{unix seconds}~{model}~</c>, and of the separator before the services.</summary>
    private static readonly int Frame = $"1~{int.MaxValue}~{uint.MaxValue}~notice_only~~".Length;

    /// <summary>Length of the value in which every category is granted and every service differs from its category.</summary>
    public static int LongestValue(SiteFile site)
    {
        var services = site.Categories.SelectMany(c => c.Services).ToList();
        return Frame
            + Joined(site.Categories.Sum(c => c.Id.Length), site.Categories.Count)
            + Joined(services.Sum(s => s.Id.Length + "-".Length), services.Count);
    }

    private static int Joined(int characters, int count) => characters + Math.Max(0, count - 1);
}
