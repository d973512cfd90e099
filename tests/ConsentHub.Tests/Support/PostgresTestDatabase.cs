using System.Buffers.Text;
using System.Globalization;
using ConsentHub.Postgres.Database;
using ConsentHub.Settings;
using Dapper;
using Npgsql;

namespace ConsentHub.Tests.Support;

/// <summary>A migrated database for one test, on the shared server or on one of the test's own.</summary>
internal sealed class PostgresTestDatabase : IAsyncDisposable
{
    private const string Template = "hub_template";

    private static readonly Lazy<Task> Templated = new(MakeTemplateAsync);
    private static int count;

    private readonly PostgresServer server;
    private readonly string name;

    private PostgresTestDatabase(PostgresServer server, string name)
    {
        this.server = server;
        this.name = name;
    }

    public string ConnectionString => server.ConnectionString(name);

    /// <summary>A copy of a migrated database on the shared server.</summary>
    public static async Task<PostgresTestDatabase> CreateAsync()
    {
        await Templated.Value;
        return await CreateAsync(await PostgresServer.SharedAsync(), $" TEMPLATE {Template}");
    }

    /// <summary>An empty database.</summary>
    public static async Task<PostgresTestDatabase> CreateEmptyAsync(PostgresServer? server = null) => await CreateAsync(server ?? await PostgresServer.SharedAsync(), "");

    /// <summary>A copy of this database, to which nobody is connected.</summary>
    public Task<PostgresTestDatabase> CopyAsync() => CreateAsync(server, $" TEMPLATE {name}");

    /// <summary>The settings of an instance on this database.</summary>
    public (string Key, string Value)[] Settings =>
        [("ConnectionStrings:Postgres", ConnectionString), ("ConsentHub:MasterKey", Base64Url.EncodeToString(new byte[HubSettings.MasterKeySize]))];

    /// <summary>The same settings as environment variables of a process.</summary>
    public (string Key, string Value)[] Environment => [.. Settings.Select(s => (s.Key.Replace(":", "__", StringComparison.Ordinal), s.Value))];

    /// <summary>A connection of the test itself, outside the product.</summary>
    public async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    public async ValueTask DisposeAsync() => await ExecuteAsync(server, $"DROP DATABASE {name} WITH (FORCE)");

    private static async Task<PostgresTestDatabase> CreateAsync(PostgresServer server, string from)
    {
        var name = $"hub_{Interlocked.Increment(ref count).ToString(CultureInfo.InvariantCulture)}";
        await ExecuteAsync(server, $"CREATE DATABASE {name}{from}");
        return new PostgresTestDatabase(server, name);
    }

    private static async Task MakeTemplateAsync()
    {
        var server = await PostgresServer.SharedAsync();
        await ExecuteAsync(server, $"CREATE DATABASE {Template}");
        await PostgresDatabase.Open(server.ConnectionString(Template), TimeProvider.System).DisposeAsync();
    }

    private static async Task ExecuteAsync(PostgresServer server, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString("postgres") + ";Pooling=false");
        await connection.ExecuteAsync(sql, commandTimeout: 120);
    }
}
