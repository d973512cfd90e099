using ConsentHub.Settings;

namespace ConsentHub.Http;

/// <summary>The time between being told to stop and stopping: the hub serves on, and says that it will not for long.</summary>
/// <remarks>
/// <c>/health/ready</c> answers 503 at once, so that a proxy which asks for it sends nothing new; every answer closes its connection,
/// so that one which does not ask moves on too. Then the listener closes, and what was accepted is answered.
/// </remarks>
internal sealed class Draining(HubSettings settings) : IHostedLifecycleService
{
    private volatile bool draining, started;

    public bool IsDraining => draining;

    /// <summary>Runs before the server stops listening. Where it could not start, nothing is to be drained.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        draining = true;
        await Task.Delay(TimeSpan.FromSeconds(started ? settings.DrainSeconds : 0), cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        started = true;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

internal static class DrainingAnswers
{
    /// <summary>While the hub drains, each answer is the last on its connection. Without time to drain nothing is added.</summary>
    public static void UseDraining(this IApplicationBuilder app, HubSettings settings)
    {
        if (settings.DrainSeconds == 0)
            return;

        var hub = app.ApplicationServices.GetRequiredService<Draining>();
        app.Use((context, next) =>
        {
            if (hub.IsDraining && HttpProtocol.IsHttp11(context.Request.Protocol))
                context.Response.Headers.Connection = "close";

            return next(context);
        });
    }
}
