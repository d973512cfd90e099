using System.CommandLine;
using ConsentHub.Bench.Fill;

var root = new RootCommand("What ConsentHub is measured with. Nothing here is asserted; each command prints what it found.")
{
    FillCommand.Create(),
    NumberedCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
