using Sekimori.Adversary.Tests.Kit;

[assembly: AssemblyFixture(typeof(Gates))]

// What runs here waits for processes and servers most of the time: twice as many classes at once as the smallest machine has cores.
[assembly: Xunit.v3.Parallelization(MaxThreads = 4)]
