using System.Buffers.Binary;
using System.Security.Cryptography;
using ConsentHub.Consents;
using ConsentHub.Identity;
using ConsentHub.Requests;
using ConsentHub.Settings;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;

namespace ConsentHub.Intake;

/// <summary>Takes privacy requests from the API and from the pages: checks them, proves who sends them, and shows how far they are.</summary>
internal sealed class RequestIntake(
    IRequestStore store, RequestCodes codes, SubjectTokens tokens, MailSender mail, ProvenRequests proven, HubSettings settings, TimeProvider time)
{
    /// <summary>Whether a code can be sent by mail. If not, only the site's signed token proves an identity.</summary>
    public bool CanMail => settings.Smtp is not null;

    /// <summary>The types of requests that a site takes; empty if it takes none.</summary>
    public static IReadOnlyList<RequestType> TypesOf(Site site) => site.Latest.Content.Requests?.TypesTaken() ?? [];

    /// <summary>Stores a request. The outcome does not depend on whether anybody knows the sender.</summary>
    /// <param name="visitor">The browser that sends the request, if it sent its visitor id.</param>
    public async Task<IntakeOutcome> ReceiveAsync(Site site, RequestDraft draft, Visitor? visitor, CancellationToken ct)
    {
        if (TypesOf(site) is not { Count: > 0 } types)
            return new IntakeOutcome.NotTaken();

        var now = Now();
        var (fields, errors) = RequestFields.Check(draft, types, site.Latest.Content.Languages);
        var token = draft.Token is null ? null : CheckToken(site, draft.Token, now, errors);
        if (fields is null || errors.Any)
            return new IntakeOutcome.Invalid(errors);
        if (token is null && !CanMail)
            return new IntakeOutcome.NoMail();

        // A token's id becomes the id of its request, so that a token makes one request.
        var request = new PrivacyRequest(
            token is null ? Guid.CreateVersion7(now) : IdOf(site, token), fields.Type, RequestState.Unverified, fields.Lang, fields.Region, fields.Email, token?.Subject, visitor?.ToString(),
            fields.Message, now, VerifiedAt: null, Due: null, ClosedAt: null, Answer: null, site.Latest.Version);
        if (token is null)
            return await AskForProofAsync(site, request);

        var work = await proven.WorkOfAsync(site, request, now);
        request = request with { State = RequestState.Open, VerifiedAt = now, Due = work.Duty.Due };
        var secret = codes.SecretOf(request.Id);
        if (!await store.AddAsync(site.Number, request, new RequestSecrets(RequestCodes.HashOfSecret(secret), Code: null), work))
            return new IntakeOutcome.TokenUsed();

        await proven.DoAsync(site, request);
        return new IntakeOutcome.Received(request.Id, request.State, secret, request.Due);
    }

    /// <summary>Checks a code. The right one opens an unverified request, and opens the page of the request for somebody who lost the secret.</summary>
    public async Task<CodeResult> EnterCodeAsync(Site site, Guid id, string? code, CancellationToken ct)
    {
        if (await store.FindAsync(site.Number, id, ct) is not { } found || RequestCodes.Read(code) is not { } digits)
            return new CodeResult.Wrong();

        var now = Now();
        switch (await store.VerifyAsync(site.Number, id, codes.HashOf(id, digits), await proven.WorkOfAsync(site, found.Request, now), now))
        {
            case CodeOutcome.Exhausted:
                return new CodeResult.Exhausted();
            case CodeOutcome.Wrong:
                return new CodeResult.Wrong();
        }

        // Another process may have verified the request at the same time, so the store says what became of it.
        if (await store.FindAsync(site.Number, id, CancellationToken.None) is not { } stored)
            return new CodeResult.Wrong();

        if (found.Request.State == RequestState.Unverified)
            await proven.DoAsync(site, stored.Request);

        mail.Wake();
        return new CodeResult.Verified(stored.Request, codes.SecretOf(id));
    }

    /// <summary>Sends another code, if the request exists and not too many were sent. The caller never learns which.</summary>
    public async Task RenewCodeAsync(Site site, Guid id)
    {
        await store.RenewCodeAsync(site.Number, id, number => codes.HashOf(id, codes.CodeOf(id, number)), Now());
        mail.Wake();
    }

    /// <summary>A verified request; null if there is none, or if the secret is not the one of this request.</summary>
    public async Task<PrivacyRequest?> FindAsync(Site site, Guid id, string? secret, CancellationToken ct) =>
        secret is { Length: > 0 and <= 64 }
        && await store.FindAsync(site.Number, id, ct) is { Request.State: not RequestState.Unverified } found
        && CryptographicOperations.FixedTimeEquals(found.SecretHash, RequestCodes.HashOfSecret(secret)) ? found.Request : null;

    /// <summary>Stores an unverified request, whose code is sent by mail. The sender gets no secret: it may be another person's address.</summary>
    private async Task<IntakeOutcome> AskForProofAsync(Site site, PrivacyRequest request)
    {
        var secrets = new RequestSecrets(RequestCodes.HashOfSecret(codes.SecretOf(request.Id)), codes.HashOf(request.Id, codes.CodeOf(request.Id, 1)));
        await store.AddAsync(site.Number, request, secrets, proven: null);
        mail.Wake();
        return new IntakeOutcome.Received(request.Id, request.State, Secret: null, Due: null);
    }

    private SubjectToken? CheckToken(Site site, string text, DateTimeOffset now, FieldErrors errors)
    {
        var (token, problem) = tokens.Verify(site.Key, text, now);
        if (problem is not null)
            errors.Add("token", problem);

        return token;
    }

    /// <summary>A UUID of version 8, which follows from the site and the token.</summary>
    private static Guid IdOf(Site site, SubjectToken token)
    {
        var number = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(number, site.Number);
        var hash = SHA256.HashData((byte[])[.. "consenthub/request/v1"u8, .. number, .. token.Id]).AsSpan(0, 16);
        hash[6] = (byte)((hash[6] & 0x0f) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash, bigEndian: true);
    }

    /// <summary>Whole milliseconds, as the store keeps them.</summary>
    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
}
