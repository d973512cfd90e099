namespace ConsentHub.Requests;

/// <summary>A message that is to be sent as a row, with the SQL that both stores use.</summary>
internal sealed class RequestMailRow
{
    public const string Put =
        """
        INSERT INTO request_mail (request, kind, attempts, next_at) VALUES (@id, @kind, 0, @at)
        ON CONFLICT (request, kind) DO UPDATE SET attempts = 0, next_at = excluded.next_at
        """;

    public const string Delete = "DELETE FROM request_mail WHERE request = @id AND kind = @kind";

    /// <summary>After an address was removed.</summary>
    public const string DeleteWithoutAddress =
        "DELETE FROM request_mail WHERE NOT EXISTS (SELECT 1 FROM request r WHERE r.id = request_mail.request AND r.email IS NOT NULL)";

    public const string IsAnyDue = "SELECT EXISTS (SELECT 1 FROM request_mail WHERE next_at <= @now)";

    public const string Due =
        "SELECT request AS Request, kind AS Kind, attempts AS Attempts FROM request_mail WHERE next_at <= @now ORDER BY next_at, request, kind LIMIT @limit";

    public const string FindRequest = $"SELECT {RequestRow.Columns} FROM request r WHERE r.id = @request";

    public const string Lease = "UPDATE request_mail SET next_at = @until WHERE request = @request AND kind = @kind";

    public const string Finish = $"DELETE FROM request_mail WHERE {IsTheSame}";

    public const string Retry = $"UPDATE request_mail SET attempts = attempts + 1, next_at = @next WHERE {IsTheSame}";

    /// <summary>The message about a newer code is another one.</summary>
    private const string IsTheSame = "request = @id AND kind = @kind AND (kind <> 'code' OR (SELECT r.codes FROM request r WHERE r.id = @id) = @code)";

    public string Request { get; init; } = "";
    public string Kind { get; init; } = "";
    public long Attempts { get; init; }

    public RequestMail ToMail(RequestRow request) => new((int)request.Site, request.ToRequest(), KindOf(Kind), (int)request.Codes, (int)Attempts);

    public static object Parameters(Guid request, RequestMailKind kind, DateTimeOffset at) =>
        new { id = request.ToString(), kind = WireNames<RequestMailKind>.Of(kind), at = at.ToUnixTimeMilliseconds() };

    /// <summary>The parameters of <see cref="Finish"/> and <see cref="Retry"/>.</summary>
    public static object Parameters(RequestMail mail, DateTimeOffset? next) => new
    {
        id = mail.Request.Id.ToString(),
        kind = WireNames<RequestMailKind>.Of(mail.Kind),
        code = (long)mail.Code,
        next = next?.ToUnixTimeMilliseconds() ?? 0,
    };

    private static RequestMailKind KindOf(string word) =>
        WireNames<RequestMailKind>.TryParse(word, out var kind) ? kind : throw new InvalidDataException($"A message to a requester has the unknown kind {word}.");
}
