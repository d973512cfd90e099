using ConsentHub.Sites;
using ConsentHub.Sites.Validation;

namespace ConsentHub.ApiKeys;

/// <summary>Validates a new key, for the API and the command line alike.</summary>
internal static class KeyRules
{
    private const int LongestName = 80;

    /// <param name="wanted">Keys of sites; null for all.</param>
    /// <param name="system">The system that uses the key; null for every role but <see cref="Role.Connector"/>.</param>
    /// <param name="expires">A date or a time in RFC 3339; null for never.</param>
    public static (KeyDraft? Draft, FieldErrors Errors) Check(
        string? name, string? role, string? system, IReadOnlyList<string>? wanted, string? expires, SiteDirectory sites, DateTimeOffset now)
    {
        var errors = new FieldErrors();
        if (name is not { Length: > 0 and <= LongestName } || name.Any(char.IsControl))
            errors.Add("name", $"must be a string of 1 to {LongestName} characters that says who uses the key");
        if (!WireNames<Role>.TryParse(role, out var found))
            errors.Add("role", $"must be one of {WireNames<Role>.All}");
        else if (found == Role.Connector && (system is null || !Patterns.IsId(system)))
            errors.Add("system", $"{Patterns.IdRule}: the name of the system that uses the key, as heldBy of the site files has it");
        else if (found != Role.Connector && system is not null)
            errors.Add("system", $"is only for the role {WireNames<Role>.Of(Role.Connector)}; leave it out");
        if (wanted is { Count: 0 })
            errors.Add("sites", "must name at least one site; leave it out for all sites");
        foreach (var unknown in (wanted ?? []).Where(s => s is null || sites.Find(s) is null))
            errors.Add("sites", $"names '{FieldErrors.Shorten(unknown ?? "null")}', which is not a site here");

        DateTimeOffset? until = null;
        if (expires is not null)
        {
            if (Rfc3339.TryParse(expires, out var time) && time > now)
                until = DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
            else
                errors.Add("expiresAt", "must be in the future: a date such as 2027-03-01, or a time in RFC 3339 such as 2027-03-01T08:00:00Z");
        }

        return errors.Any ? (null, errors) : (new KeyDraft(name!, found, wanted, until, system), errors);
    }
}
