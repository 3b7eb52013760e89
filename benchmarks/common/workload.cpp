// The common workload PP-1 in C++ with three calendars: `workload CALENDAR DAYS SEED` prints
// services, mean waits at the call handlers by priority, and seconds. The numbers of the workload
// come in table.hpp, written from workload.py.
#include <algorithm>
#include <chrono>
#include <climits>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <queue>
#include <vector>

#include "table.hpp"

// -- random numbers: eight xoshiro256+ side by side, laws computed in blocks that vectorise -------

constexpr int LANES = 8, BLOCK = 1024;

class Random {
  public:
    explicit Random(uint64_t seed) {
        for (auto& word : state_)
            for (auto& lane : word) {  // splitmix64
                uint64_t z = seed += 0x9E3779B97F4A7C15;
                z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
                z = (z ^ z >> 27) * 0x94D049BB133111EB;
                lane = z ^ z >> 31;
            }
        std::fill(std::begin(at_), std::end(at_), BLOCK);
    }
    // Unit mean; a law is EXPONENTIAL, LOGNORMAL or UNIFORM (below 1).
    double draw(int law) {
        if (at_[law] == BLOCK) refill(law);
        return values_[law][at_[law]++];
    }

  private:
    void uniforms(double* out) {
        for (int i = 0; i < BLOCK; i += LANES)
            for (int lane = 0; lane < LANES; ++lane) {
                uint64_t *a = state_[0], *b = state_[1], *c = state_[2], *d = state_[3];
                uint64_t word = a[lane] + d[lane], t = b[lane] << 17;
                c[lane] ^= a[lane];
                d[lane] ^= b[lane];
                b[lane] ^= c[lane];
                a[lane] ^= d[lane];
                c[lane] ^= t;
                d[lane] = d[lane] << 45 | d[lane] >> 19;
                out[i + lane] = ((word >> 11) + 0.5) * 0x1p-53;
            }
    }
    void refill(int law) {
        double* out = values_[law];
        uniforms(out);
        if (law == EXPONENTIAL) {
            for (int i = 0; i < BLOCK; ++i) out[i] = -std::log(out[i]);
        } else if (law == LOGNORMAL) {  // by Box and Muller; two cosines vectorise, a sine does not
            for (int i = 0; i < BLOCK / 2; ++i) {
                double radius = LOG_SD * std::sqrt(-2.0 * std::log(out[i]));
                double angle = 2.0 * M_PI * out[i + BLOCK / 2];
                out[i] = std::exp(radius * std::cos(angle) + LOG_MEDIAN);
                out[i + BLOCK / 2] = std::exp(radius * std::cos(angle - M_PI / 2) + LOG_MEDIAN);
            }
        }
        at_[law] = 0;
    }
    alignas(64) uint64_t state_[4][LANES];
    alignas(64) double values_[3][BLOCK];
    int at_[3];
};

// -- calendars: when which station's server ends a job of which class -----------------------------

struct Event {
    double time;
    int station, of_class;
    bool operator>(const Event& other) const { return time > other.time; }
};

class StandardHeap {
  public:
    double next() const { return heap_.empty() ? NEVER : heap_.top().time; }
    Event first() const { return heap_.top(); }
    void add(Event event) { heap_.push(event); }
    void remove() { heap_.pop(); }
    void replace(Event event) {
        heap_.pop();
        heap_.push(event);
    }

  private:
    std::priority_queue<Event, std::vector<Event>, std::greater<Event>> heap_;
};

class FourAryHeap {
  public:
    double next() const { return heap_.empty() ? NEVER : heap_[0].time; }
    Event first() const { return heap_[0]; }
    void add(Event event) {
        size_t at = heap_.size();
        heap_.push_back(event);
        for (; at > 0 && heap_[(at - 1) / 4] > event; at = (at - 1) / 4)
            heap_[at] = heap_[(at - 1) / 4];
        heap_[at] = event;
    }
    void remove() {
        Event last = heap_.back();
        heap_.pop_back();
        if (!heap_.empty()) replace(last);
    }
    void replace(Event event) {
        size_t at = 0, size = heap_.size();
        for (size_t child; (child = 4 * at + 1) < size;) {
            size_t least = child, end = std::min(child + 4, size);
            for (size_t other = child + 1; other < end; ++other)
                if (heap_[least] > heap_[other]) least = other;
            if (!(event > heap_[least])) break;
            heap_[at] = heap_[least];
            at = least;
        }
        heap_[at] = event;
    }

  private:
    std::vector<Event> heap_;
};

// A slot a server and no heap. The earliest of each station is kept; a station's slots are compared
// eight at a time.
class Slots {
  public:
    Slots() {
        std::fill(std::begin(first_), std::end(first_), NEVER);
        for (int s = 0; s < STATIONS; ++s) widen(s, SERVERS[s] ? SERVERS[s] : LANES);
    }
    double next() {
        double least = NEVER;
        for (int s = 0; s < STATIONS; ++s)
            if (first_[s] < least) {
                least = first_[s];
                station_ = s;
            }
        return least;
    }
    Event first() const {
        return {first_[station_], station_, classes_[station_][slot_[station_]]};
    }
    void add(Event event) {
        int s = event.station;
        if (idle_[s].empty()) widen(s, 2 * classes_[s].size());
        int slot = idle_[s].back();
        idle_[s].pop_back();
        times_[s][slot] = event.time;
        classes_[s][slot] = event.of_class;
        if (event.time < first_[s]) {
            first_[s] = event.time;
            slot_[s] = slot;
        }
    }
    void remove() {
        idle_[station_].push_back(slot_[station_]);
        change(NEVER);
    }
    void replace(Event event) {
        classes_[station_][slot_[station_]] = event.of_class;
        change(event.time);
    }

  private:
    // Change the first slot's time: stored last, so that no wide load waits for a narrow store.
    void change(double time) {
        double *times = times_[station_].data(), least = NEVER;
        int count = times_[station_].size() & -LANES, first = slot_[station_], place = 0;
        for (int i = 0; i < count; ++i) least = std::min(least, i == first ? time : times[i]);
        for (int i = 0; i < count; ++i) place = (i == first ? time : times[i]) == least ? i : place;
        times[first] = time;
        first_[station_] = least;
        slot_[station_] = place;
    }
    void widen(int station, int slots) {
        for (int slot = slots; slot-- > (int)classes_[station].size();)
            idle_[station].push_back(slot);
        classes_[station].resize(slots);
        times_[station].resize((slots + LANES - 1) & -LANES, NEVER);
    }
    double first_[STATIONS];
    std::vector<double> times_[STATIONS];
    std::vector<int> classes_[STATIONS], idle_[STATIONS];
    int slot_[STATIONS] = {}, station_ = 0;
};

// -- stations -------------------------------------------------------------------------------------

struct Job {
    double arrived;
    int of_class;
};

class Queue {  // first in, first out, in a ring that grows
  public:
    bool empty() const { return head_ == tail_; }
    void push(Job job) {
        if (tail_ - head_ == ring_.size()) {
            std::vector<Job> larger(2 * ring_.size());
            for (size_t i = head_; i != tail_; ++i) larger[i & (larger.size() - 1)] = of(i);
            ring_.swap(larger);
        }
        of(tail_++) = job;
    }
    Job pop() { return of(head_++); }

  private:
    Job& of(size_t i) { return ring_[i & (ring_.size() - 1)]; }
    std::vector<Job> ring_ = std::vector<Job>(64);
    size_t head_ = 0, tail_ = 0;
};

struct Station {
    int idle, waiting = 0;
    Queue queues[PRIORITIES];
    double waited[PRIORITIES] = {};
    long begun[PRIORITIES] = {};
};

template <class Calendar>
class Network {
  public:
    explicit Network(uint64_t seed) : random_(seed) {
        for (int s = 0; s < STATIONS; ++s) stations_[s].idle = SERVERS[s] ? SERVERS[s] : INT_MAX;
    }
    void run(double end) {
        double arrival = random_.draw(EXPONENTIAL) * MEAN_GAP;
        for (;;) {
            double service = calendar_.next();
            if (std::min(arrival, service) >= end) break;
            if (arrival < service) {
                now_ = arrival;
                double u = random_.draw(UNIFORM);
                arrive(HANDLERS, (u >= SHARES[0]) + (u >= SHARES[1]) + (u >= SHARES[2]));
                arrival += random_.draw(EXPONENTIAL) * MEAN_GAP;
            } else {
                now_ = service;
                leave(calendar_.first());
            }
        }
    }
    const Station& at(int station) const { return stations_[station]; }

  private:
    void arrive(int station, int of_class) {
        Station& at = stations_[station];
        if (at.idle > 0) {
            --at.idle;
            ++at.begun[PRIORITY[of_class]];
            calendar_.add(job(station, of_class));
        } else {
            ++at.waiting;
            at.queues[PRIORITY[of_class]].push({now_, of_class});
        }
    }
    void leave(Event done) {
        Station& at = stations_[done.station];
        if (at.waiting > 0) {
            --at.waiting;
            int priority = 0;
            while (at.queues[priority].empty()) ++priority;
            Job next = at.queues[priority].pop();
            at.waited[priority] += now_ - next.arrived;
            ++at.begun[priority];
            calendar_.replace(job(done.station, next.of_class));
        } else {
            ++at.idle;
            calendar_.remove();
        }
        double u = random_.draw(UNIFORM);
        const double* reached = REACHED[done.station][done.of_class];
        if (u >= reached[2]) return;
        int rank = (u >= reached[0]) + (u >= reached[1]);
        arrive(TARGETS[done.station][done.of_class][rank], done.of_class);
    }
    Event job(int station, int of_class) {
        double hours = random_.draw(LAW[station]) * MEAN_HOURS[station][of_class];
        return {now_ + hours, station, of_class};
    }
    Random random_;
    Calendar calendar_;
    Station stations_[STATIONS];
    double now_ = 0.0;
};

template <class Calendar>
void measure(double days, uint64_t seed) {
    auto begin = std::chrono::steady_clock::now();
    Network<Calendar> network(seed);
    network.run(24.0 * days);
    std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    long services = 0;
    for (int s = 0; s < STATIONS; ++s)
        for (long begun : network.at(s).begun) services += begun;
    const Station& handlers = network.at(HANDLERS);
    std::printf("%ld", services);
    for (int p = 0; p < PRIORITIES; ++p)
        std::printf(" %.17g", handlers.waited[p] / handlers.begun[p]);
    std::printf(" %.9f\n", seconds.count());
}

int main(int, char** argv) {
    double days = std::atof(argv[2]);
    uint64_t seed = std::strtoull(argv[3], nullptr, 10);
    if (!std::strcmp(argv[1], "standard")) measure<StandardHeap>(days, seed);
    if (!std::strcmp(argv[1], "four-ary")) measure<FourAryHeap>(days, seed);
    if (!std::strcmp(argv[1], "slots")) measure<Slots>(days, seed);
}
