using System.CommandLine;
using ConsentHub.Bench.Fill;
using ConsentHub.Bench.Offer;

var root = new RootCommand("What ConsentHub is measured with. Nothing here is asserted; each command prints what it found.")
{
    FillCommand.Create(),
    NumberedCommand.Create(),
    OfferCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
