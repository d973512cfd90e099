using System.Globalization;
using ConsentHub.ConsentLog;

namespace ConsentHub.Verification.Database;

/// <summary>Compares a log's index of hours with its records. Time-range queries use this index, so a row whose range is too narrow hides records.</summary>
/// <remarks>A row keeps its bounds when records are removed, so its range may also begin or end at a removed position.</remarks>
internal sealed class HourCheck(ILogSnapshot snapshot, StoredLog log, ErrorList errors)
{
    public async Task RunAsync(CancellationToken ct)
    {
        if (await snapshot.CountedAsync(log.Site, ct) is var counted && counted > log.Length)
            errors.Add($"{Text(counted)} positions of {log.Key} are counted, but its log has {Text(log.Length)}");

        var wrong = new SortedSet<long>();
        var withoutRecord = new Dictionary<long, List<long>>();
        foreach (var hour in await snapshot.HoursAsync(log.Site, ct))
        {
            if (hour.HidesRecords)
                wrong.Add(hour.Hour);
            foreach (var bound in new[] { hour.First, hour.Last }.OfType<long>().Where(bound => bound != hour.RecordsFirst && bound != hour.RecordsLast))
            {
                withoutRecord.TryAdd(bound, []);
                withoutRecord[bound].Add(hour.Hour);
            }
        }

        if (withoutRecord.Count > 0)
        {
            await foreach (var removed in snapshot.RemovedAsync(log.Site, ct))
                withoutRecord.Remove(removed.Leaf);
        }

        wrong.UnionWith(withoutRecord.Values.SelectMany(hours => hours));
        foreach (var hour in wrong)
            errors.Add($"the index of hours of {log.Key} is wrong for hour {Text(hour)} since 1970: an export with from or to may lack records");
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
