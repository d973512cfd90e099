using ConsentHub;
using ConsentHub.CommandLine;

try
{
    return await Commands.Create().Parse(args).InvokeAsync(new() { EnableDefaultExceptionHandler = false });
}
catch (StartupException e)
{
    await Console.Error.WriteLineAsync("ConsentHub: " + e.Message);
    return ExitCodes.NotStarted;
}
