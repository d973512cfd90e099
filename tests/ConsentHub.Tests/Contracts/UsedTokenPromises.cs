using ConsentHub.Identity;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Contracts;

/// <summary>What every store promises about used tokens. A store adds one class to run all of these tests, and nothing else.</summary>
public abstract class UsedTokenPromises : IAsyncLifetime
{
    private static readonly byte[] Laptop = [1], Phone = [2];

    private readonly Func<TestClock, Task<StoreUnderTest>> open;
    private StoreUnderTest store = null!;
    private int shop;

    private protected UsedTokenPromises(Func<TestClock, Task<StoreUnderTest>> open) => this.open = open;

    private DateTimeOffset Now => store.Clock.GetUtcNow();

    public async Task InitializeAsync()
    {
        store = await open(new TestClock());
        shop = await store.PublishAsync(TestSite.Minimal("shop"));
    }

    public async Task DisposeAsync() => await store.DisposeAsync();

    [Fact]
    public async Task A_token_belongs_to_whom_uses_it_first_until_it_expires()
    {
        var token = Token(1);
        Assert.True(await UseAsync(token, Laptop));
        Assert.False(await UseAsync(token, Phone));
        Assert.True(await UseAsync(token, Laptop));
        Assert.True(await UseAsync(Token(2), Phone));

        store.Clock.Set(token.Expires);
        Assert.True(await UseAsync(token, Phone));
    }

    [Fact]
    public async Task The_same_token_at_another_site_is_another_one()
    {
        var blog = await store.PublishAsync(TestSite.Minimal("blog"));
        Assert.True(await UseAsync(Token(1), Laptop));
        Assert.True(await store.UsedTokens.UseAsync(blog, Token(1), Phone, Now));
    }

    [Fact]
    public async Task Of_several_who_use_a_token_at_once_one_gets_it()
    {
        var used = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => UseAsync(Token(1), [(byte)i])));
        Assert.Equal(1, used.Count(u => u));
    }

    private SubjectToken Token(byte id) => new("s1", [id], Now.AddMinutes(10));

    private Task<bool> UseAsync(SubjectToken token, byte[] by) => store.UsedTokens.UseAsync(shop, token, by, Now);
}

public sealed class SqliteUsedTokenPromises() : UsedTokenPromises(SqliteUnderTest.OpenAsync);

public sealed class PostgresUsedTokenPromises() : UsedTokenPromises(PostgresUnderTest.OpenAsync);
