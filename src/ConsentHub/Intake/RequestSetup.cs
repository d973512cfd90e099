namespace ConsentHub.Intake;

/// <summary>Registers the parts that take and answer privacy requests.</summary>
internal static class RequestSetup
{
    public static void AddRequests(this IServiceCollection services)
    {
        services.AddSingleton<RequestCodes>();
        services.AddSingleton<RequestMessages>();
        services.AddSingleton<MailSender>();
        services.AddHostedService(p => p.GetRequiredService<MailSender>());
        services.AddSingleton<ProvenRequests>();
        services.AddSingleton<UnfinishedErasures>();
        services.AddHostedService(p => p.GetRequiredService<UnfinishedErasures>());
        services.AddSingleton<RequestIntake>();
        services.AddSingleton<RequestStatements>();
        services.AddSingleton<RequestPackageResult>();
    }
}
