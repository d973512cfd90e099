using ConsentHub.Sites.Model;

namespace ConsentHub.Requests;

/// <summary>A privacy request as a row, with the SQL that both stores use.</summary>
internal sealed class RequestRow
{
    public const string Insert =
        """
        INSERT INTO request (id, site, type, state, lang, region, email, subject, visitor, message, received_at, notice, secret, code, codes, code_until, wrong)
        VALUES (@id, @site, @Type, 'unverified', @Lang, @Region, @Email, @Subject, @Visitor, @Message, @receivedAt, @Notice, @Secret, @Code, @codes, @codeUntil, 0)
        ON CONFLICT (id) DO NOTHING
        """;

    /// <summary>The unverified requests that gave this address since a time.</summary>
    public const string CountUnverified =
        "SELECT count(*) FROM request WHERE site = @site AND lower(email) = lower(@email) AND state = 'unverified' AND received_at > @since";

    public const string Find = $"SELECT {Columns} FROM request r WHERE r.id = @id AND r.site = @site";

    public const string List =
        $"""
        SELECT {Columns} FROM request r
        WHERE r.site = @site AND r.due IS NOT NULL AND (r.due, r.id) > (@due, @id) AND (@state = '' OR r.state = @state) ORDER BY r.due, r.id LIMIT @limit
        """;

    public const string MissCode = "UPDATE request SET wrong = wrong + 1 WHERE id = @id";

    /// <summary>Each code opens a request once.</summary>
    public const string UseCode = "UPDATE request SET code = NULL, wrong = 0 WHERE id = @id";

    public const string RenewCode = "UPDATE request SET code = @code, codes = codes + 1, code_until = @until, wrong = 0 WHERE id = @id";

    public const string Open = "UPDATE request SET state = 'open', verified_at = @at, due = @due WHERE id = @id";

    public const string Close = "UPDATE request SET state = @state, closed_at = @at, answer = @text WHERE id = @id";

    /// <summary>Deletes requests that nobody verified. Another process may verify one at the same time.</summary>
    public const string DeleteUnverified =
        """
        DELETE FROM request WHERE state = 'unverified'
        AND id IN (SELECT id FROM request WHERE state = 'unverified' AND received_at <= @unverified ORDER BY received_at LIMIT 1000)
        """;

    public const string RemovePersonalData =
        """
        UPDATE request SET email = NULL, subject = NULL, visitor = NULL, message = NULL, answer = NULL, code = NULL
        WHERE id IN (SELECT id FROM request WHERE answer IS NOT NULL AND closed_at <= @closed ORDER BY closed_at LIMIT 1000)
        """;

    /// <summary>Whether either of the two has anything to do.</summary>
    public const string IsAnyDue =
        """
        SELECT EXISTS (SELECT 1 FROM request WHERE state = 'unverified' AND received_at <= @unverified)
            OR EXISTS (SELECT 1 FROM request WHERE answer IS NOT NULL AND closed_at <= @closed)
        """;

    internal const string Columns =
        """
        r.id AS Id, r.site AS Site, r.type AS Type, r.state AS State, r.lang AS Lang, r.region AS Region, r.email AS Email, r.subject AS Subject, r.visitor AS Visitor,
        r.message AS Message, r.received_at AS ReceivedAt, r.verified_at AS VerifiedAt, r.due AS Due, r.closed_at AS ClosedAt, r.answer AS Answer, r.notice AS Notice,
        r.secret AS Secret, r.code AS Code, r.codes AS Codes, r.code_until AS CodeUntil, r.wrong AS Wrong
        """;

    public string Id { get; init; } = "";
    public long Site { get; init; }
    public string Type { get; init; } = "";
    public string State { get; init; } = "";
    public string Lang { get; init; } = "";
    public string Region { get; init; } = "";
    public string? Email { get; init; }
    public string? Subject { get; init; }
    public string? Visitor { get; init; }
    public string? Message { get; init; }
    public long ReceivedAt { get; init; }
    public long? VerifiedAt { get; init; }
    public long? Due { get; init; }
    public long? ClosedAt { get; init; }
    public string? Answer { get; init; }
    public long Notice { get; init; }
    public byte[] Secret { get; init; } = [];
    public byte[]? Code { get; init; }
    public long Codes { get; init; }
    public long CodeUntil { get; init; }
    public long Wrong { get; init; }

    public RequestState KnownState => Known<RequestState>(State);

    public PrivacyRequest ToRequest() => new(
        Guid.Parse(Id), Known<RequestType>(Type), KnownState, Lang, Region, Email, Subject, Visitor, Message,
        DateTimeOffset.FromUnixTimeMilliseconds(ReceivedAt), Time(VerifiedAt), Time(Due), Time(ClosedAt), Answer, (int)Notice);

    /// <summary>The parameters of <see cref="Insert"/>.</summary>
    /// <param name="isSent">False if no code is sent, because the address got enough of them. Then no other is sent either.</param>
    public static object Parameters(int site, PrivacyRequest request, RequestSecrets secrets, bool isSent) => new
    {
        id = request.Id.ToString(),
        site,
        Type = WireNames<RequestType>.Of(request.Type),
        request.Lang,
        request.Region,
        request.Email,
        request.Subject,
        request.Visitor,
        request.Message,
        receivedAt = request.ReceivedAt.ToUnixTimeMilliseconds(),
        request.Notice,
        secrets.Secret,
        secrets.Code,
        codes = secrets.Code is null ? 0 : isSent ? 1 : RequestRules.Codes,
        codeUntil = (request.ReceivedAt + RequestRules.CodeValid).ToUnixTimeMilliseconds(),
    };

    /// <summary>The parameters of <see cref="List"/>.</summary>
    public static object Parameters(RequestQuery query) => new
    {
        site = query.Site,
        due = query.After?.Due.ToUnixTimeMilliseconds() ?? long.MinValue,
        id = query.After?.Id.ToString() ?? "",
        state = query.State is { } state ? WireNames<RequestState>.Of(state) : "",
        limit = query.Limit,
    };

    /// <summary>The parameters of what is removed with time.</summary>
    public static object Parameters(DateTimeOffset now) => new
    {
        unverified = (now - RequestRules.CodeValid).ToUnixTimeMilliseconds(),
        closed = (now - RequestRules.AnswerKept).ToUnixTimeMilliseconds(),
    };

    private static DateTimeOffset? Time(long? at) => at is { } known ? DateTimeOffset.FromUnixTimeMilliseconds(known) : null;

    private static T Known<T>(string word)
        where T : struct, Enum => WireNames<T>.TryParse(word, out var known) ? known : throw new InvalidDataException($"A request has the unknown word {word}.");
}
