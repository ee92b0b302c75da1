using System.CommandLine;
using Fachwerk.Drills;

#pragma warning disable RS0030 // Program.cs is where the real clock comes from.
var time = TimeProvider.System;
#pragma warning restore RS0030

var backend = new Option<string>("--backend") { Description = "The backend's DLL.", Required = true };
var failover = new Command("failover", "Kills the primary and a node under load, and compares the books.") { backend };
failover.SetAction(async (parsed, ct) =>
{
    var plan = new DrillPlan(parsed.GetRequiredValue(backend), 24, TimeSpan.FromSeconds(3), IsWhole: true);
    return await new FailoverDrill(plan, new Claims(Console.Out), time).RunAsync(ct) ? 0 : 1;
});

return await new RootCommand("Drills: what must hold when something breaks.") { failover }.Parse(args).InvokeAsync();
