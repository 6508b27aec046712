using System.Buffers;
using Sekimori.Rpc;

namespace Sekimori.Fuzz.Wmi;

/// <summary>
/// Sends mutated requests to DCOM and WMI: stubs, operations, objects. Anything but an answer, a fault or the end of the call is an error,
/// and so is what grows past its limits.
/// </summary>
public static class OrpcFuzz
{
    // After so many requests the objects of the seeds may have been released by one of them: a new host.
    private const int PerHost = 20_000;

    /// <summary>A call that waits longer than this for rows is ended, as its connection would.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20);

    /// <summary>Runs.</summary>
    /// <param name="count">How many requests.</param>
    /// <param name="seed">The seed.</param>
    /// <returns>How many were answered.</returns>
    /// <exception cref="InvalidOperationException">One ended in another way; its bytes are in the message.</exception>
    public static async Task<int> RunAsync(int count, int seed)
    {
        var answered = 0;
        for (var done = 0; done < count; done += PerHost)
        {
            using var host = new OrpcHost();
            var seeds = await OrpcSeeds.MakeAsync(host);
            var random = new Random(seed + done);
            var mutator = new WmioMutator([.. seeds.Select(one => one.Stub)], seed + done) { IsUnit = false };
            for (var i = 0; i < Math.Min(PerHost, count - done); i++)
                if (await TryAsync(host, Mutate(seeds, mutator, random), done + i))
                    answered++;
            if (host.Exporter.ObjectCount > 256 || host.Server.OperationCount > 256)
                throw new InvalidOperationException($"{host.Exporter.ObjectCount} objects, {host.Server.OperationCount} operations");
        }

        return answered;
    }

    private static OrpcRequest Mutate(IReadOnlyList<OrpcRequest> seeds, WmioMutator mutator, Random random)
    {
        var stub = mutator.Next().ToArray();
        var request = seeds[mutator.Chosen] with { Stub = stub };
        return random.Next(32) switch
        {
            0 => request with { Opnum = (ushort)random.Next(30) },
            1 => request with { Opnum = (ushort)random.Next(65_536) },
            // The arguments of one object to another, or to none.
            2 when request.Object is not null => request with { Object = seeds[random.Next(seeds.Count)].Object },
            3 when request.Object is not null => request with { Object = Guid.NewGuid() },
            _ => request,
        };
    }

    private static async Task<bool> TryAsync(OrpcHost host, OrpcRequest request, int number)
    {
        var reply = new ArrayBufferWriter<byte>();
        try
        {
            var call = host.RunAsync(request, reply, host.Connection);
            if (call.IsCompleted)
                await call;
            else
                await host.WaitAsync(call.AsTask(), Patience);
            return true;
        }
        catch (Exception e) when (e is RpcFaultException or OperationCanceledException)
        {
            return false;
        }
        catch (Exception e)
        {
            throw new InvalidOperationException(
                $"request {number}: {request.Resolver} {request.Object} opnum {request.Opnum} {Convert.ToHexStringLower(request.Stub)}", e);
        }
    }
}
