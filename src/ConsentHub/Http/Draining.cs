using ConsentHub.Settings;

namespace ConsentHub.Http;

/// <summary>Delays the stop after the stop signal. Meanwhile the hub still serves requests, and announces that it will stop.</summary>
/// <remarks>
/// During the delay <c>/health/ready</c> returns 503, so that proxies which poll it send no new requests. Every response closes its
/// connection, so that other clients reconnect to other instances. After the delay the listener closes, and accepted requests complete.
/// </remarks>
internal sealed class Draining(HubSettings settings) : IHostedLifecycleService
{
    private volatile bool draining, started;

    public bool IsDraining => draining;

    /// <summary>Runs before the server stops listening. A server that failed to start has nothing to drain.</summary>
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

internal static class DrainingResponses
{
    /// <summary>While the hub drains, each response closes its connection. With <c>DrainSeconds</c> = 0 no middleware is added.</summary>
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
