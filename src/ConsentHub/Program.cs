using ConsentHub;
using ConsentHub.CommandLine;

try
{
    return await Commands.Create().Parse(args).InvokeAsync(new()
    {
        EnableDefaultExceptionHandler = false,
        // Draining takes up to 60 seconds, and accepted requests have 30 seconds to complete. The default would end the process after 2 seconds.
        ProcessTerminationTimeout = TimeSpan.FromSeconds(105),
    });
}
catch (StartupException e)
{
    await Console.Error.WriteLineAsync("ConsentHub: " + e.Message);
    return ExitCodes.NotStarted;
}
