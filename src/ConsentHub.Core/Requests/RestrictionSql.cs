namespace ConsentHub.Requests;

/// <summary>The SQL for restrictions that both stores use.</summary>
internal static class RestrictionSql
{
    public const string Insert = "INSERT INTO restriction (site, subject, request, at) VALUES (@site, @subject, @id, @at) ON CONFLICT DO NOTHING";

    public const string IsRestricted = "SELECT EXISTS (SELECT 1 FROM restriction WHERE site = @site AND subject = @subject)";

    public const string IsAny = "SELECT EXISTS (SELECT 1 FROM restriction WHERE site = @site)";

    public const string Lift = "DELETE FROM restriction WHERE site = @site AND request = @id";
}
