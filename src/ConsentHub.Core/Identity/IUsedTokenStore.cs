namespace ConsentHub.Identity;

/// <summary>Remembers which tokens were used, so that nobody else uses one again.</summary>
internal interface IUsedTokenStore
{
    /// <summary>Marks a token as used until it expires, and forgets those that have expired.</summary>
    /// <param name="by">Who uses it. The same user may use it again, because a response can get lost.</param>
    /// <returns>False if somebody else used it; nothing is changed then.</returns>
    Task<bool> UseAsync(int site, SubjectToken token, byte[] by, DateTimeOffset now);
}

/// <summary>The SQL that both stores use.</summary>
internal static class UsedTokenSql
{
    public const string Use = "INSERT INTO used_token (site, id, used_by, until) VALUES (@site, @id, @by, @until) ON CONFLICT (site, id) DO NOTHING";

    public const string FindUser = "SELECT used_by FROM used_token WHERE site = @site AND id = @id";

    public static object Parameters(int site, SubjectToken token, byte[] by, DateTimeOffset now) =>
        new { site, id = token.Id, by, until = token.Expires.ToUnixTimeMilliseconds(), now = now.ToUnixTimeMilliseconds() };
}
