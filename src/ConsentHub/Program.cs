using ConsentHub;
using ConsentHub.CommandLine;

try
{
    return await Commands.Create().Parse(args).InvokeAsync(new()
    {
        EnableDefaultExceptionHandler = false,
        // Longer than draining (60 seconds at most) and completing accepted requests (30); the default ends the process after 2.
        ProcessTerminationTimeout = TimeSpan.FromSeconds(105),
    });
}
catch (StartupException e)
{
    await Console.Error.WriteLineAsync("ConsentHub: " + e.Message);
    return ExitCodes.NotStarted;
}
