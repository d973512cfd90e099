using ConsentHub.BrowserTests.Engines;
using ConsentHub.BrowserTests.Support;

namespace ConsentHub.BrowserTests.Walks;

/// <summary>A visitor who walks through an application and changes the choice on the way; a seed determines the steps.</summary>
/// <remarks>Some steps follow the previous one at once. The external scripts requested between them arrive only afterwards.</remarks>
internal sealed class Walk(EnginePage page, SitePages pages, string app, int seed)
{
    private static readonly string[] Optional = ["preferences", "analytics", "marketing"];

#pragma warning disable CA5394 // A walk has to be repeatable, not secret.
    private readonly Random random = new(seed);
#pragma warning restore CA5394
    private readonly List<string> visited = ["/"];
    private readonly List<string> taken = [];
    private TaskCompletionSource response = Completed();
    private bool asked = true;
    private int at;

    public async Task TakeAsync(Uri start, int steps)
    {
        pages.Hold("/run.js", () => response.Task);
        await page.GoToAsync(start);
        await CheckAsync();
        while (steps-- > 0)
        {
            await StepAsync();
            await CheckAsync();
        }
    }

    private async Task StepAsync()
    {
        switch (Next(9))
        {
            case < 4:
                await NavigateAsync();
                break;
            case 4 when at > 0:
                await MoveAsync(-1);
                break;
            case 5 when at < visited.Count - 1:
                await MoveAsync(1);
                break;
            case 6 when visited[at] == "/list":
                await TakeAsync("turn", "() => document.querySelector('#turn').click()");
                break;
            default:
                await ChooseAsync();
                break;
        }
    }

    private async Task NavigateAsync()
    {
        string[] others = [.. Apps.Headings.Keys.Where(route => route != visited[at])];
        var route = others[Next(others.Length)];
        visited.RemoveRange(at + 1, visited.Count - at - 1);
        visited.Add(route);
        at++;
        // Between two members' pages, the page's own link changes only a part of the page.
        await TakeAsync(route, $"() => (document.querySelector('.within[href=\"{route}\"]') ?? document.querySelector('nav a[href=\"{route}\"]')).click()", mayHurry: true);
    }

    private Task MoveAsync(int by)
    {
        at += by;
        return TakeAsync(by < 0 ? "back" : "forward", $"() => history.go({by})", mayHurry: true);
    }

    private async Task ChooseAsync()
    {
        if (asked)
        {
            asked = false;
            var hook = Next(2) == 0 ? "accept-all" : "reject-all";
            // A router that replaces the body soon after the start takes the banner with it; it is back after two seconds at most.
            await TakeAsync(
                hook,
                $$"""
                async () => {
                  const seen = () => find('[data-ch=banner] [data-ch={{hook}}]');
                  for (const end = performance.now() + 10_000; !seen() && performance.now() < end; await new Promise(done => setTimeout(done, 20)));
                  seen().click();
                }
                """,
                mayHurry: true);
            return;
        }

        var (name, script) = Next(4) switch
        {
            0 => ("accept", "() => void ConsentHub.acceptAll()"),
            1 => ("withdraw", "() => void ConsentHub.withdraw()"),
            _ => Toggle(),
        };
        await TakeAsync(name, script, mayHurry: true);
    }

    private (string Name, string Script) Toggle()
    {
        var category = Optional[Next(Optional.Length)];
        return ($"toggle {category}", $$"""() => void ConsentHub.save({ {{category}}: !ConsentHub.has('{{category}}') })""");
    }

    private async Task TakeAsync(string name, string script, bool mayHurry = false)
    {
        taken.Add(name);
        var hurries = mayHurry && Next(3) == 0;
        if (hurries && response.Task.IsCompleted)
            response = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        await page.RunAsync(script);
        if (hurries)
        {
            taken[^1] += " and at once";
            await ChooseAsync();
        }
    }

    /// <summary>Waits until everything on the page matches the choice, and fails if it never does.</summary>
    private async Task CheckAsync()
    {
        response.TrySetResult();
        var wrong = await page.RunAsync<string>(
            """
            async ([heading, asked]) => {
              let wrong = 'The application or the banner is not at work.';
              for (const end = performance.now() + 10_000; performance.now() < end; await new Promise(done => setTimeout(done, 20))) {
                wrong = window.atWork && window.ConsentHub?.has ? problems(heading, asked) : wrong;
                if (!wrong) break;
              }
              return wrong;
            }
            """,
            new object[] { Apps.Headings[visited[at]], asked });
        string[] faults = [.. page.UnexpectedErrors, .. wrong.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        Assert.True(faults.Length == 0, $"{app}, seed {seed}, after {string.Join(", ", taken)}:\n{string.Join('\n', faults)}");
    }

    private int Next(int below) => random.Next(below);

    private static TaskCompletionSource Completed()
    {
        var completed = new TaskCompletionSource();
        completed.SetResult();
        return completed;
    }
}
