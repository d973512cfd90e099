using ConsentHub.Peers;

// What ConsentHub is measured against: the bare framework, and the plainest program that stores the same rows durably.
// Usage: ConsentHub.Peers bare, or ConsentHub.Peers store FOLDER. Listens where ASPNETCORE_URLS says.
// Settings are read once, as in the hub. A watch on their file would report every write below the working directory.
var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ChoiceJson.Default));
switch (args)
{
    case ["bare"]:
        var bare = builder.Build();
        BareFramework.Map(bare);
        await bare.RunAsync();
        return 0;
    case ["store", var folder]:
        using (var store = new PlainStore(folder))
        {
            var app = builder.Build();
            app.MapPost("/v1/sites/{site}/consents", async (string site, Choice choice) =>
                Results.Json(await store.AddAsync(site, choice), ChoiceJson.Default.Stored, statusCode: 201));
            app.MapGet("/health/live", () => Results.Text("alive"));
            await app.RunAsync();
        }

        return 0;
    default:
        await Console.Error.WriteLineAsync("Usage: ConsentHub.Peers bare | store FOLDER");
        return 2;
}
