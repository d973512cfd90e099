using ConsentHub;
using ConsentHub.CommandLine;

try
{
    return await Commands.Create().Parse(args).InvokeAsync(new()
    {
        EnableDefaultExceptionHandler = false,
        // Longer than the server's own 30 seconds to answer what it accepted; the default ends the process after 2.
        ProcessTerminationTimeout = TimeSpan.FromSeconds(45),
    });
}
catch (StartupException e)
{
    await Console.Error.WriteLineAsync("ConsentHub: " + e.Message);
    return ExitCodes.NotStarted;
}
