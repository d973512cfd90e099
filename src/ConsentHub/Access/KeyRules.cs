using ConsentHub.Hosting;
using ConsentHub.Sites;

namespace ConsentHub.Access;

/// <summary>What a new key must be, for the API and the command line alike.</summary>
internal static class KeyRules
{
    private const int LongestName = 80;

    /// <param name="wanted">Keys of sites; null for all.</param>
    public static FieldErrors Check(string? name, string? role, IReadOnlyList<string>? wanted, SiteDirectory sites, out Role found)
    {
        var errors = new FieldErrors();
        if (name is not { Length: > 0 and <= LongestName } || name.Any(char.IsControl))
            errors.Add("name", $"must be a text of 1 to {LongestName} characters that says who uses the key");
        if (!WireWords<Role>.TryParse(role, out found))
            errors.Add("role", $"must be one of {WireWords<Role>.All}");
        if (wanted is { Count: 0 })
            errors.Add("sites", "must name at least one site; leave it out for all sites");
        foreach (var unknown in (wanted ?? []).Where(s => s is null || sites.Find(s) is null))
            errors.Add("sites", $"names '{Problems.Shorten(unknown ?? "null")}', which is not a site here");

        return errors;
    }
}
