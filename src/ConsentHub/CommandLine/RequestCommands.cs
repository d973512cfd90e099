using System.CommandLine;
using System.Globalization;
using ConsentHub.Audit;
using ConsentHub.Keys;
using ConsentHub.Requests;
using ConsentHub.Sites.Model;

namespace ConsentHub.CommandLine;

/// <summary><c>request list</c>, <c>request answer</c>.</summary>
internal static class RequestCommands
{
    private const int Page = 1000;

    public static Command Create(CommandContext context) => new("request", "Privacy requests, which people sent to a site.")
    {
        List(context),
        Answer(context),
    };

    private static Command List(CommandContext context)
    {
        var site = new Argument<string>("SITE") { Description = "Key of the site." };
        var state = new Option<string>("--state") { Description = "open, answered or refused. Default: open.", HelpName = "STATE", DefaultValueFactory = _ => WireNames<RequestState>.Of(RequestState.Open) };
        state.AcceptOnlyFromAmong([.. new[] { RequestState.Open, RequestState.Answered, RequestState.Refused }.Select(WireNames<RequestState>.Of)]);
        return new Command("list", "List the requests whose sender is known, by due time.") { site, state }
            .Runs(context, DataFolder.Existing, (run, ct) => ListAsync(run, run.Parsed.GetRequiredValue(site), run.Parsed.GetRequiredValue(state), ct));
    }

    private static Command Answer(CommandContext context)
    {
        var site = new Argument<string>("SITE") { Description = "Key of the site." };
        var id = new Argument<Guid>("ID") { Description = "Id of the request." };
        var outcome = new Option<string>("--outcome") { Description = "done, or refused if the site does not do what was requested.", Required = true };
        outcome.AcceptOnlyFromAmong(AnswerRules.Done, AnswerRules.Refused);
        var text = new Option<string>("--text") { Description = "What the requester reads.", Required = true };
        return new Command("answer", "Answer a request, close it, and seal a statement in the site's log. The statement does not contain the text.") { site, id, outcome, text }
            .Runs(context, DataFolder.Existing, (run, ct) => AnswerAsync(
                run, run.Parsed.GetRequiredValue(site), run.Parsed.GetValue(id), run.Parsed.GetRequiredValue(outcome), run.Parsed.GetRequiredValue(text), ct));
    }

    private static async Task<int> ListAsync(CommandRun run, string key, string word, CancellationToken ct)
    {
        if (run.FindSite(key) is not { } site || !WireNames<RequestState>.TryParse(word, out var state))
            return ExitCodes.Usage;

        var now = run.Context.Time.GetUtcNow();
        var rows = new List<string[]>();
        var query = new RequestQuery(site.Number, state, After: null, Page);
        while (await run.Get<IRequestStore>().ListAsync(query, ct) is { Count: > 0 } page)
        {
            rows.AddRange(page.Select(r => RowOf(r, now)));
            query = query with { After = (page[^1].Due!.Value, page[^1].Id) };
        }

        await run.AuditAsync(AuditActions.RequestRead, site.Key, string.Create(CultureInfo.InvariantCulture, $"state {word}, {rows.Count} requests"));
        if (rows.Count == 0)
            await run.Error.WriteLineAsync($"{key} has no requests in the state {word}.");
        else
            TextTable.Write(run.Output, ["id", "type", "received", "due", "overdue", "region", "from"], rows);

        return ExitCodes.Done;
    }

    private static async Task<int> AnswerAsync(CommandRun run, string key, Guid id, string outcome, string text, CancellationToken ct)
    {
        if (run.FindSite(key) is not { } site)
            return ExitCodes.Usage;

        var (answer, errors) = AnswerRules.Check(outcome, text);
        if (answer is null)
        {
            await run.Error.WriteLineAsync(string.Join('\n', errors.ToDictionary().Select(e => $"--{e.Key} {string.Join("; ", e.Value)}")));
            return ExitCodes.Usage;
        }

        await run.Get<HubKeys>().PrepareAsync(ct);
        var result = await run.Get<IRequestStore>().AnswerAsync(site.Number, site.Key, id, answer, Actor.CommandLine, await run.Get<AuditTrail>().SealerAsync(), run.Context.Time.GetUtcNow());
        if (result is not AnswerOutcome.Closed closed)
        {
            await run.Error.WriteLineAsync($"{key} has no request {id} whose sender is known.");
            return ExitCodes.Usage;
        }

        await run.Output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{(closed.IsRepeat ? "Was closed before" : "Closed")}: {WireNames<RequestState>.Of(closed.Request.State)}, leaf {closed.Statement.LeafIndex} of {key}."));
        return ExitCodes.Done;
    }

    private static string[] RowOf(PrivacyRequest request, DateTimeOffset now) =>
    [
        request.Id.ToString(), WireNames<RequestType>.Of(request.Type), Rfc3339.Of(request.ReceivedAt), Rfc3339.Of(request.Due!.Value),
        request.State == RequestState.Open && request.Due < now ? "yes" : "no", request.Region, request.Email ?? request.Subject ?? "-",
    ];
}
