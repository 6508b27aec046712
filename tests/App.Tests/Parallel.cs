// What runs here waits for processes most of the time: twice as many classes at once as the smallest machine has cores.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
