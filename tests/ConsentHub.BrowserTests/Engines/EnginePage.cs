using System.Collections.Concurrent;
using System.Text.Json;

namespace ConsentHub.BrowserTests.Engines;

/// <summary>A page in one engine, with a browser profile of its own that is deleted with the page.</summary>
/// <remarks>
/// Functions are JavaScript such as <c>"x => x + 1"</c>; their argument and result are JSON. Inside them
/// <c>find(selector)</c> returns the first matching element, also inside open shadow roots, and <c>findAll(selector)</c>
/// all of them.
/// </remarks>
public abstract class EnginePage : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<string> errors = new();
    private readonly List<string> expected = [];

    /// <summary>The exceptions of the page and the errors that it wrote to the console so far.</summary>
    public IReadOnlyCollection<string> Errors => errors;

    public IEnumerable<string> UnexpectedErrors => errors.Where(error => !expected.Exists(part => error.Contains(part, StringComparison.Ordinal)));

    /// <summary>Opens an address, and waits until the page has loaded.</summary>
    public abstract Task GoToAsync(Uri address);

    public abstract Task ReloadAsync();

    /// <summary>Goes back in the session's history, also to a page from the back-forward cache.</summary>
    public abstract Task BackAsync();

    /// <summary>Sets the size of the page's viewport in CSS pixels.</summary>
    public abstract Task ResizeAsync(int width, int height);

    /// <summary>Presses keys one after another: <c>Tab</c>, <c>Shift+Tab</c>, <c>Enter</c>, <c>Space</c>, <c>Escape</c>, the arrows, or a character.</summary>
    public async Task PressAsync(params string[] keys)
    {
        foreach (var key in keys)
            await PressOneAsync(key);
    }

    /// <summary>Waits for an element, scrolls it into view, and clicks its middle with the mouse.</summary>
    public async Task ClickAsync(string selector)
    {
        await UntilAsync("selector => { const box = find(selector)?.getBoundingClientRect(); return box && box.width * box.height; }", selector);
        var at = await RunAsync<double[]>(
            """
            async selector => {
              const element = find(selector);
              element.scrollIntoView({ block: 'nearest', behavior: 'instant' });
              await new Promise(done => requestAnimationFrame(done));
              const { x, y, width, height } = element.getBoundingClientRect();
              return [Math.round(x + width / 2), Math.round(y + height / 2)];
            }
            """,
            selector);
        await ClickAtAsync(at[0], at[1]);
    }

    /// <summary>Clicks a point of the viewport with the mouse.</summary>
    public abstract Task ClickAtAsync(double x, double y);

    /// <summary>Runs a function on the page, waits for its promise, and returns its result.</summary>
    public async Task<T> RunAsync<T>(string function, object? argument = null) =>
        JsonSerializer.Deserialize<T>(await CallAsync(Wrap(function, argument)) ?? "null", JsonSerializerOptions.Web)!;

    /// <summary>Runs a function on the page, and waits for its promise.</summary>
    public Task RunAsync(string function, object? argument = null) => RunAsync<JsonElement?>($"async argument => void await ({function})(argument)", argument);

    /// <summary>Waits until a function returns something true, also across navigations.</summary>
    public async Task UntilAsync(string condition, object? argument = null)
    {
        using var deadline = new CancellationTokenSource(Patience);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(30));
        Exception? last = null;
        while (true)
        {
            try
            {
                if (await RunAsync<bool>($"async argument => !!await ({condition})(argument)", argument))
                    return;

                last = null;
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                // The page may be about to navigate. An error of the condition itself is reported at the end.
                last = error;
            }

            if (deadline.IsCancellationRequested)
                throw new TimeoutException($"{GetType().Name}: not true within {Patience.TotalSeconds} s: {condition}", last);

            await pause.WaitForNextTickAsync();
        }
    }

    /// <summary>Declares that errors with this text are expected in this test.</summary>
    public EnginePage ExpectError(string part)
    {
        expected.Add(part);
        return this;
    }

    public abstract ValueTask DisposeAsync();

    private protected void Report(string error) => errors.Enqueue(error);

    /// <summary>Runs an expression whose value is a promise of JSON text, or of nothing.</summary>
    private protected abstract Task<string?> CallAsync(string expression);

    private protected abstract Task PressOneAsync(string key);

    private static string Wrap(string function, object? argument) =>
        $$"""
        (async () => {
          const findAll = (selector, root = document) =>
            [...root.querySelectorAll('*')].flatMap(one => [...(one.matches(selector) ? [one] : []), ...(one.shadowRoot ? findAll(selector, one.shadowRoot) : [])]);
          const find = selector => findAll(selector)[0] ?? null;
          return JSON.stringify(await ({{function}})({{JsonSerializer.Serialize(argument)}})) ?? null;
        })()
        """;
}
