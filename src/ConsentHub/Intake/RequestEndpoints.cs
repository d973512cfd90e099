using ConsentHub.Consents;
using ConsentHub.Http;
using ConsentHub.Limits;
using ConsentHub.Requests;
using ConsentHub.Visitors;

namespace ConsentHub.Intake;

/// <summary>The public endpoints for privacy requests: send one, prove whose it is, see how far it is, and get the answer with the data.</summary>
internal static class RequestEndpoints
{
    private const string Scheme = "Bearer ";

    public static void MapRequests(this RouteGroupBuilder site)
    {
        var requests = site.MapGroup("/requests").WithTags("Privacy requests");
        requests.MapPost("", Send)
            .ShedOverload().LimitWrites().AddEndpointFilter<OriginFilter>().Accepts<NewRequest>("application/json", "text/plain")
            .Produces<SentRequest>(202).ProducesProblems(400, 403, 404, 409, 413, 415, 422, 429, 503)
            .WithName("sendRequest").WithSummary("Make a privacy request")
            .WithDescription("The response is the same whether or not anybody knows the sender. With an e-mail address, the request is unverified until its code is entered; with a token it is open at once. The header Visitor-Id, which is optional here, includes the records of this browser.")
            .WithVisitorHeader();
        requests.MapPost("/{id}/code", Enter)
            .LimitWrites().AddEndpointFilter<OriginFilter>().Accepts<EnteredCode>("application/json", "text/plain")
            .Produces<VerifiedRequest>().ProducesProblems(400, 403, 404, 413, 415, 422, 429, 503)
            .WithName("enterRequestCode").WithSummary("Enter the code that was sent by mail").WithDescription("Opens an unverified request, and returns the secret that reads it. Also for somebody who lost the secret.");
        requests.MapPost("/{id}/code/renewal", Renew)
            .LimitWrites().AddEndpointFilter<OriginFilter>().Produces(202).ProducesProblems(403, 404, 429, 503)
            .WithName("renewRequestCode").WithSummary("Send another code").WithDescription("Always 202, so that nobody learns which requests exist. Earlier codes are void.");
        requests.MapGet("/{id}", Show).RequireCors(SiteCorsPolicies.WithSecret)
            .Produces<ShownRequest>().ProducesProblems(404, 503)
            .WithName("getRequest").WithSummary("How far a request is, and its answer").WithDescription("Send the request's secret as Authorization: Bearer.");
        requests.MapGet("/{id}/package", Download).RequireCors(SiteCorsPolicies.WithSecret)
            .Produces<RequestPackage>().ProducesProblems(404, 426, 503)
            .WithName("getRequestPackage").WithSummary("The result of a request as one document").WithDescription("Send the request's secret as Authorization: Bearer. The document has the facts of the site's notice, the records of the browser that sent the request, the answer, and the statement of the site's log.");
    }

    /// <summary>The id in the path; an empty one, which no request has, for anything else.</summary>
    private static Guid IdOf(string text) => Guid.TryParseExact(text, "D", out var id) ? id : Guid.Empty;

    private static async Task<IResult> Send(HttpContext context, RequestIntake intake)
    {
        VisitorHeader.NoStore(context);
        Visitor? visitor = null;
        if (context.Request.Headers.ContainsKey("Visitor-Id"))
        {
            if (!VisitorHeader.TryRead(context, out var sent, out var wrong))
                return wrong;

            visitor = sent;
        }

        var (request, problem) = await JsonBody.ReadAsync(context, RequestJson.Default.NewRequest, JsonBody.PublicLimit, _ => "must be a string");
        if (request is null)
            return problem!;

        var draft = new RequestDraft(request.Type, request.Email, request.Token, request.Region ?? ClientRegion.Of(context), request.Lang, request.Message);
        return await intake.ReceiveAsync(context.Site(), draft, visitor, context.RequestAborted) switch
        {
            IntakeOutcome.Received received => JsonResponse.Of(new SentRequest(received.Id, received.State, received.Secret, received.Due), RequestJson.Default.SentRequest, 202),
            IntakeOutcome.Invalid invalid => Problems.Fields(invalid.Errors),
            IntakeOutcome.NotTaken => Problems.Of(404, "no_requests", "This site takes no privacy requests here. Write to its privacy contact."),
            IntakeOutcome.NoMail => Problems.Of(
                422, "no_mail", "This hub has no mail server, so it can't send a code. Send a token that the site's server signed, or write to the privacy contact.", FieldErrors.Of("email", "can't be used at this hub")),
            IntakeOutcome.TokenUsed => Problems.Of(409, "token_used", "Another request used this token. Have the site sign another one.", FieldErrors.Of("token", "was used before")),
            var other => throw new InvalidOperationException($"No response for {other.GetType().Name}."),
        };
    }

    private static async Task<IResult> Enter(HttpContext context, string id, RequestIntake intake)
    {
        VisitorHeader.NoStore(context);
        var (entered, problem) = await JsonBody.ReadAsync(context, RequestJson.Default.EnteredCode, JsonBody.PublicLimit, _ => "must be a string");
        if (entered is null)
            return problem!;

        return await intake.EnterCodeAsync(context.Site(), IdOf(id), entered.Code, context.RequestAborted) switch
        {
            CodeResult.Verified verified => JsonResponse.Of(
                new VerifiedRequest(verified.Request.Id, verified.Request.State, verified.Secret, verified.Request.Due), RequestJson.Default.VerifiedRequest),
            CodeResult.Wrong => Problems.Field("code", "must be the code of the newest message about this request, which is valid for 24 hours"),
            CodeResult.Exhausted => Problems.CodeExhausted(),
            var other => throw new InvalidOperationException($"No response for {other.GetType().Name}."),
        };
    }

    private static async Task<IResult> Renew(HttpContext context, string id, RequestIntake intake)
    {
        VisitorHeader.NoStore(context);
        await intake.RenewCodeAsync(context.Site(), IdOf(id));
        return TypedResults.Accepted((string?)null);
    }

    private static async Task<IResult> Show(HttpContext context, string id, RequestIntake intake, RequestStatements statements)
    {
        if (await FindAsync(context, id, intake) is not { } request)
            return Unknown();

        var statement = await statements.FindAsync(context.Site(), request, context.RequestAborted);
        return JsonResponse.Of(ShownRequest.Of(request, statement), RequestPackageJson.Default.ShownRequest);
    }

    private static async Task<IResult> Download(HttpContext context, string id, RequestIntake intake, RequestPackageResult package) =>
        await FindAsync(context, id, intake) is { } request ? await package.SendAsync(context, context.Site(), request) : Unknown();

    private static Task<PrivacyRequest?> FindAsync(HttpContext context, string id, RequestIntake intake)
    {
        VisitorHeader.NoStore(context);
        var secret = context.Request.Headers.Authorization is [{ } text] && text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? text[Scheme.Length..] : null;
        return intake.FindAsync(context.Site(), IdOf(id), secret, context.RequestAborted);
    }

    /// <summary>The same for an unknown request, an unverified one and a wrong secret.</summary>
    private static IResult Unknown() => Problems.Of(404, "unknown_request", "No request opens with this id and this secret. If the secret is lost, have another code sent and enter it.");
}
