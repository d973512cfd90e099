using System.Security.Cryptography;
using System.Text;
using ConsentHub.Audit;
using ConsentHub.Duties;
using ConsentHub.Requests;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Contracts;

/// <summary>What every store promises about privacy requests. A store adds one class to run all of these tests, and nothing else.</summary>
public abstract partial class RequestStorePromises : IAsyncLifetime
{
    private const string Email = "ada@example.org";

    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1), Day = TimeSpan.FromDays(1), Month = TimeSpan.FromDays(30), Lease = TimeSpan.FromMinutes(1);

    private readonly Func<TestClock, Task<StoreUnderTest>> open;
    private StoreUnderTest store = null!;
    private int shop;

    private protected RequestStorePromises(Func<TestClock, Task<StoreUnderTest>> open) => this.open = open;

    private TestClock Clock => store.Clock;

    private DateTimeOffset Now => Clock.GetUtcNow();

    private IRequestStore Requests => store.Requests;

    public async Task InitializeAsync()
    {
        store = await open(new TestClock());
        shop = await store.PublishAsync(TestSite.Minimal("shop"));
    }

    public async Task DisposeAsync() => await store.DisposeAsync();

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private static byte[] CodeOf(int number) => Hash($"code {number}");

    private PrivacyRequest Request(RequestType type = RequestType.Access, string? email = Email) => new(
        Guid.CreateVersion7(Now), type, RequestState.Unverified, "en", "DE", email, email is null ? "account-7_0123456" : null, "visitor-0123456789", "Please.", Now, null, null, null, null, 1);

    /// <summary>What follows from a proven identity now.</summary>
    private VerifiedWork Work(PrivacyRequest request, EventWithDuties? happened = null, params string[] restrict) => new(
        Now, new Duty(request.Id, SiteRequests.ClassOf(request.Type), SiteRequests.Owner, RetentionEvent.RequestReceived, request.Id.ToString(), request.ReceivedAt, request.ReceivedAt + Month, 1, request.Id.ToString()),
        happened, restrict);

    /// <summary>Stores a request whose code is the first one.</summary>
    private async Task<PrivacyRequest> AddAsync(PrivacyRequest? request = null)
    {
        request ??= Request();
        Assert.True(await Requests.AddAsync(shop, request, new RequestSecrets(Hash("secret"), CodeOf(1)), null));
        return request;
    }

    /// <summary>Stores a request whose identity a token proved.</summary>
    private async Task<PrivacyRequest> AddProvenAsync(PrivacyRequest request, EventWithDuties? happened = null, params string[] restrict)
    {
        Assert.True(await Requests.AddAsync(shop, request, new RequestSecrets(Hash("secret"), null), Work(request, happened, restrict)));
        return await FindAsync(request.Id);
    }

    private Task<CodeOutcome> VerifyAsync(PrivacyRequest request, int code = 1) => Requests.VerifyAsync(shop, request.Id, CodeOf(code), Work(request), Now);

    /// <summary>Stores a request that a code opened.</summary>
    private async Task<PrivacyRequest> OpenAsync(RequestType type = RequestType.Access)
    {
        var request = await AddAsync(Request(type));
        Assert.Equal(CodeOutcome.Verified, await VerifyAsync(request));
        return await FindAsync(request.Id);
    }

    private async Task<PrivacyRequest> FindAsync(Guid id) => (await Requests.FindAsync(shop, id, CancellationToken.None))!.Request;

    private async Task<AnswerOutcome> AnswerAsync(Guid id, bool isDone = true, string text = "Here it is.") =>
        await Requests.AnswerAsync(shop, "shop", id, new RequestAnswer(isDone, text), Actor.CommandLine, await store.Trail.SealerAsync(), Now);

    private async Task<AnswerOutcome.Closed> CloseAsync(Guid id, bool isDone = true, string text = "Here it is.") => Assert.IsType<AnswerOutcome.Closed>(await AnswerAsync(id, isDone, text));

    private Task<IReadOnlyList<RequestMail>> TakeAsync(int limit = 10) => Requests.TakeMailAsync(Now, Lease, limit);

    /// <summary>Takes the messages that are due, and says that each was sent.</summary>
    private async Task<IReadOnlyList<RequestMail>> SendAsync()
    {
        var taken = await TakeAsync();
        foreach (var mail in taken)
            await Requests.FinishMailAsync(mail, null);

        return taken;
    }

    private async Task<IReadOnlyList<Duty>> DutiesAsync() => await store.Duties.ListAsync(new DutyQuery(shop, null, null, null, 1000), CancellationToken.None);

    private async Task<IEnumerable<string?>> AuditedAsync(string action) =>
        (await store.Audit.ReadAsync(new AuditQuery { Action = action, OldestFirst = true }, CancellationToken.None)).Select(e => e.Detail);
}

public sealed class SqliteRequestStorePromises() : RequestStorePromises(SqliteUnderTest.OpenAsync);

public sealed class PostgresRequestStorePromises() : RequestStorePromises(PostgresUnderTest.OpenAsync);
