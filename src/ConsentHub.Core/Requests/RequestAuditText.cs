using ConsentHub.Duties;

namespace ConsentHub.Requests;

/// <summary>The details of the audit entries of answers and lifted restrictions. They name no person.</summary>
internal static class RequestAuditText
{
    /// <summary>"leaf 812: request_access by site, kept", as for every other duty, so that <c>verify database</c> compares the statement with it.</summary>
    public static string Answered(DutyStatement statement)
    {
        var record = statement.Record();
        return $"leaf {statement.LeafIndex}: {record["class"]} by {record["by"]}, {record["outcome"]}";
    }

    public static string Lifted(Guid request) => request.ToString();
}
