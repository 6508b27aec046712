using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Guard;
using Sekimori.Samples.CimProvider;

// A provider is registered by adding it to the builder; sekimori serve does the same with those of src/Linux.
var root = args.Length > 0 ? args[0] : Directory.CreateTempSubdirectory("queues-").FullName;
Directory.CreateDirectory(Path.Combine(root, "mail"));
File.WriteAllText(Path.Combine(root, "mail", "letter"), "hello");

var manager = new ObjectManagerBuilder().Add("root/sample", new QueueProvider(root)).Build();
// No guard: the program asks itself.
var caller = new CimCaller(new Caller("me", Role.Operator, "Local", ProtectionLevel.Privacy), null);

Console.Write(MofPrinter.Print(manager.GetClass("root/sample", "Sample_Queue", caller)));
var answer = await manager.QueryAsync("root/sample", "SELECT * FROM Sample_Queue WHERE Waiting > 0", caller, default);
await foreach (var queue in answer.Instances)
    Console.WriteLine($"{queue.GetPath()}: {queue["Waiting"]} waiting");
var (_, result) = await manager.InvokeAsync("root/sample", CimObjectPath.Of("Sample_Queue", "Name", "mail"), "Clear", [], caller, default);
Console.WriteLine($"removed {result.Out[0]}");
